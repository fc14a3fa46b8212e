"""The database: engine, tables, migrations. SQLite in the data folder, or PostgreSQL by ``DATABASE_URL``."""
