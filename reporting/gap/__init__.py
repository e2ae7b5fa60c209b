"""Why our figure of an account differs from its gateway's: every movement of both sides beside the other one."""
