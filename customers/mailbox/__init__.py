"""Mail that comes in: whose case it is for, what is new in it, what a machine wrote, and what came along."""
