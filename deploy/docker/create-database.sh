#!/bin/sh
# Runs once, when the volume of PostgreSQL is new, as its superuser: a database that belongs to a role
# without further rights, and the extension, which only a superuser may create.
set -eu

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set password `cat /run/secrets/database_password`
CREATE ROLE shortlist LOGIN PASSWORD :'password';
CREATE DATABASE shortlist OWNER shortlist;
\connect shortlist
CREATE EXTENSION vector;
SQL
