# Makes a PostgreSQL cluster, says `ready`, waits for the end of its standard input and removes the cluster.
# $1: folder of the server's programs; $2: port; $3: `durable` for one that waits for the disk as in production; first
# line of standard input: password of the superuser.
set -u
programs=$1 port=$2 kind=${3:-}

# Our life hangs on standard input alone: not on a terminal, nor on somebody who reads what we say.
trap '' HUP INT PIPE
trap 'exit 143' TERM
trap 'clean' EXIT
folder=
clean() {
    trap '' TERM
    if [ -z "$folder" ]; then return; fi
    if [ -f "$folder/data/postmaster.pid" ]; then
        # Immediately: nothing in it is worth a checkpoint.
        "$programs/pg_ctl" stop --silent --pgdata "$folder/data" --mode immediate --timeout 30 >&2
    fi
    rm -rf "$folder"
}

read -r password || exit 1

# Readable by us alone. The folder for temporary files may be one that only root may enter.
folder=$(mktemp -d "${TMPDIR:-/tmp}/sigill-postgres.XXXXXX" 2>/dev/null) ||
    folder=$(mktemp -d /tmp/sigill-postgres.XXXXXX) || exit 1
printf '%s\n' "$password" >"$folder/password"

# A collation that sorts as people do, as on most servers in use: a query that relies on the order of bytes without
# saying so is found here, and not in production.
"$programs/initdb" --pgdata "$folder/data" --username sigill --auth scram-sha-256 --pwfile "$folder/password" \
    --encoding UTF8 --locale C --locale-provider icu --icu-locale und --no-sync >"$folder/log" 2>&1 ||
    { cat "$folder/log" >&2; exit 1; }
rm "$folder/password"

# Tests ask what the database answers, not what is left after a power cut: without waiting for the disk they take a
# fraction of the time. Replication is not tested either.
cat >>"$folder/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 300
END
if [ "$kind" = durable ]; then
    # What is measured is what production does; only memory and the distance of checkpoints are as one would set them.
    cat >>"$folder/data/postgresql.conf" <<END
shared_buffers = 512MB
max_wal_size = 4GB
END
else
    cat >>"$folder/data/postgresql.conf" <<END
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
END
fi

"$programs/pg_ctl" start --silent --wait --timeout 60 --pgdata "$folder/data" --log "$folder/log" >/dev/null 2>&1 || {
    grep -q 'Address already in use' "$folder/log" && exit 75
    tail -n 20 "$folder/log" >&2
    exit 1
}

echo ready 2>/dev/null
while read -r _; do :; done
exit 0
