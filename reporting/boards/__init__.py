"""What dashboards are made of: the slice that was asked for, figures, tables, drawings, and how they are told."""
