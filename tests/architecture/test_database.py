"""Migrations: one line of them, there and back again, and the same tables as the models."""

import asyncpg
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ecosystem.kernel import migrations
from tests.support import plain

_OBJECTS = """
SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relname <> 'alembic_version' AND c.relname <> 'alembic_version_pkc'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'type ' || t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = 'public' AND t.typtype = 'e'
UNION ALL
SELECT 'function ' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
"""
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""


async def rows(url: str, *statements: str) -> list[list[tuple[object, ...]]]:
    connection = await asyncpg.connect(plain(url))
    try:
        return [sorted(tuple(row) for row in await connection.fetch(one)) for one in statements]
    finally:
        await connection.close()


def test_there_is_one_head():
    assert ScriptDirectory.from_config(migrations._config()).get_heads() == [migrations.head()]


def test_the_folder_of_the_migrations_is_no_package():
    # With an __init__.py it would hide the alembic package from whoever starts in this directory.
    assert not (migrations.scripts() / "__init__.py").exists()


async def test_up_down_and_up_again_gives_the_same_database(empty_database_url: str):
    await migrations.upgrade(empty_database_url)
    first = await rows(empty_database_url, _OBJECTS, _COLUMNS, _CONSTRAINTS)
    await migrations.downgrade(empty_database_url, "base")
    assert await rows(empty_database_url, _OBJECTS) == [[]]
    await migrations.upgrade(empty_database_url)
    assert await rows(empty_database_url, _OBJECTS, _COLUMNS, _CONSTRAINTS) == first
    assert "occupancy_no_overlap" in {row[1] for row in first[2]}


async def test_models_and_migrations_say_the_same(database_url: str):
    def compare(connection: Connection) -> None:
        # Raises and names every difference.
        command.check(migrations._config(connection))

    engine = create_async_engine(database_url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(compare)
    finally:
        await engine.dispose()
