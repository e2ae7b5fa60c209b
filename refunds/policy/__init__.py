"""May this refund go out without a person? Facts in; allow, review or deny and the reason out. No database here."""
