"""The dashboards of finance, one a file. Found by walking: a new one is one new file with a `DASHBOARD`."""
