"""What a role lets the database do, for the policies of rows that only some of an organisation read or write."""

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alsweb.lib.tenancy.rows import OwnSQL

FORMS_SETS = "(SELECT my_roles()) && '{owner,hr,facilitator}'::text[]"
KEEPS_PEOPLE = "(SELECT my_roles()) && '{owner,hr}'::text[]"


class RolesAreGiven(OwnSQL):
    """Nobody takes a role: an owner gives any, HR lets people facilitate, whoever invites lets them take part.

    A trigger, because a policy cannot hold what a row was against what it is to be.
    """

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None
        table = model._meta.db_table
        return f"""
        CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql
          SET search_path = pg_catalog, public, pg_temp AS $$
        DECLARE before text[] := '{{}}'; mine text[];
        BEGIN
          IF current_user <> 'alsweb_app' THEN RETURN NEW; END IF;
          IF TG_OP = 'UPDATE' THEN before := OLD.roles::text[]; END IF;
          IF NEW.roles::text[] @> before AND NEW.roles::text[] <@ (before || '{{member,guest}}') THEN RETURN NEW; END IF;
          IF NOT EXISTS (SELECT 1 FROM {table} WHERE organisation_id = NEW.organisation_id) THEN RETURN NEW; END IF;
          mine := my_roles();
          IF 'owner' = ANY (mine) THEN RETURN NEW; END IF;
          IF 'hr' = ANY (mine) AND NEW.roles::text[] @> before
            AND NEW.roles::text[] <@ (before || '{{member,guest,facilitator}}') THEN RETURN NEW; END IF;
          RAISE insufficient_privilege USING MESSAGE = 'this role is not yours to give';
        END $$;
        CREATE TRIGGER {self.name} BEFORE INSERT OR UPDATE OF roles ON "{table}"
          FOR EACH ROW EXECUTE FUNCTION {self.name}();
        """

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None
        return f'DROP TRIGGER {self.name} ON "{model._meta.db_table}"; DROP FUNCTION {self.name}();'
