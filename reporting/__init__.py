"""What refunds did to the money: dashboards, statements, papers. Reads only."""
