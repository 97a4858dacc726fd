"""The durable records: models, migrations and named queries over SQLite or PostgreSQL."""
