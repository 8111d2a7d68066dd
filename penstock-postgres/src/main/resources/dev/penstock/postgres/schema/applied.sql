insert into penstock.schema_version (version, name, checksum, millis) values (${version}, '${name}', ${checksum}, ${millis});
