//! Connections, documents, page tokens, migrations and database error classes.
