//! The room's SQL.

placet_store::statements! {
    "profile";
    tenant ADD_BLOCK = "INSERT INTO inbox (tenant_id, block, entries, body) VALUES ($1, $2, $3, $4)";
    tenant BLOCKS = "SELECT block, entries FROM inbox WHERE tenant_id = $1 ORDER BY block LIMIT $2";
    tenant BODIES = "SELECT block, body FROM inbox WHERE tenant_id = $1 AND block IN EACH LIST($2)";
    tenant DROP_BLOCKS = "DELETE FROM inbox WHERE tenant_id = $1 AND block >= $2 AND block <= $3 AND block IN LIST($4)";
    tenant OLDEST_BLOCK = "SELECT block FROM inbox WHERE tenant_id = $1 ORDER BY block LIMIT 1";
    tenant BACKLOG = "SELECT COALESCE(CAST(SUM(entries) AS BIGINT), 0) FROM inbox WHERE tenant_id = $1";

    tenant LOCK_SEQ = "UPDATE counter SET value = value WHERE tenant_id = $1 AND name = 'event' RETURNING value";
    tenant START_SEQ = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'event', 0) ON CONFLICT (tenant_id, name) DO NOTHING";
    tenant MOVE_SEQ = "UPDATE counter SET value = $2 WHERE tenant_id = $1 AND name = 'event'";

    tenant SEEN = "SELECT hash FROM seen WHERE tenant_id = $1 AND day = $2 AND hash IN EACH BLOBS($3)";
    tenant ADD_SEEN = "INSERT INTO seen (tenant_id, day, hash) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, day, hash) DO NOTHING";
    tenant DROP_SEEN = "DELETE FROM seen WHERE tenant_id = $1 AND day < $2";

    tenant STREAMS = "SELECT stream_id, check_hash, class, profile_id, next_stream_id, state FROM stream
        WHERE tenant_id = $1 AND stream_id IN EACH LIST($2)";
    tenant PUT_STREAM = "INSERT INTO stream (tenant_id, stream_id, check_hash, class, profile_id, next_stream_id, state, last_seen)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, stream_id) DO UPDATE SET profile_id = excluded.profile_id,
        next_stream_id = excluded.next_stream_id, state = excluded.state, last_seen = excluded.last_seen";
    tenant SET_STREAM_PROFILE = "UPDATE stream SET profile_id = $3 WHERE tenant_id = $1 AND stream_id = $2";

    tenant ADD_EVENT = "INSERT INTO event (tenant_id, seq, stream_id, kind, at, item_id, props) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tenant EVENTS_AFTER = "SELECT seq, stream_id, kind, at, item_id, props FROM event WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    tenant EVENTS_OF_STREAM = "SELECT seq, stream_id, kind, at, item_id, props FROM event
        WHERE tenant_id = $1 AND stream_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";
    tenant LAST_EVENT = "SELECT seq FROM event WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1";

    tenant CURSOR = "SELECT seq FROM reader WHERE tenant_id = $1 AND consumer = $2";
    tenant CURSORS = "SELECT consumer, seq FROM reader WHERE tenant_id = $1 ORDER BY consumer";
    tenant START_CURSOR = "INSERT INTO reader (tenant_id, consumer, seq) VALUES ($1, $2, 0) ON CONFLICT (tenant_id, consumer) DO NOTHING";
    tenant MOVE_CURSOR = "UPDATE reader SET seq = $4 WHERE tenant_id = $1 AND consumer = $2 AND seq = $3";

    tenant ADD_PROFILE = "INSERT INTO profile (tenant_id, profile_id, streams, created_at, next_change_at) VALUES ($1, $2, $3, $4, $5)";
    tenant PROFILE = "SELECT streams, created_at FROM profile WHERE tenant_id = $1 AND profile_id = $2 FOR UPDATE";
    tenant SET_PROFILE_STREAMS = "UPDATE profile SET streams = $3 WHERE tenant_id = $1 AND profile_id = $2";
    tenant PROFILE_SEEN = "SELECT profile_id, streams, created_at FROM profile WHERE tenant_id = $1 AND profile_id IN EACH BLOBS($2)";
    tenant NEWEST_PROFILES = "SELECT profile_id, streams, created_at FROM profile
        WHERE tenant_id = $1 AND profile_id < $2 ORDER BY profile_id DESC LIMIT $3";
    tenant STATES = "SELECT stream_id, class, state, last_seen FROM stream WHERE tenant_id = $1 AND stream_id IN EACH LIST($2)";
    tenant ADD_LINK = "INSERT INTO link (tenant_id, seq, stream_id, profile_id, was_profile_id, undoes, reason, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    tenant LINK = "SELECT stream_id, profile_id, was_profile_id FROM link WHERE tenant_id = $1 AND seq = $2";
    tenant LINKS_OF = "SELECT seq, stream_id, reason, at FROM link WHERE tenant_id = $1 AND profile_id = $2 ORDER BY seq";

    tenant COUNT = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, 0, $2, $3, $4, 0)
        ON CONFLICT (tenant_id, origin, day, kind) DO UPDATE SET n = tally.n + excluded.n";
}
