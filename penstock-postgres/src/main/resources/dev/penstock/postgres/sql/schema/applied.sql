-- applied: the scripts that were applied, in their order
-- locks:  none
-- index:  schema_version_pkey
-- citus:  coordinator
-- rows:   one per script
select v.version, v.name, v.checksum from penstock.schema_version v order by v.version
