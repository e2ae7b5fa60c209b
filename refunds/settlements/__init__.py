"""Settlement reports in forms that no single gateway owns."""
