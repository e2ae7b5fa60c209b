"""The API's plumbing: keys and scopes, strict JSON, errors, paging, schema. Wired by dotted paths in the settings."""
