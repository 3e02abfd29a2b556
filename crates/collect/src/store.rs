//! The room's SQL.

placet_store::statements! {
    "collect";
    tenant COUNT = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, 0, $2, $3, $4, 0)
        ON CONFLICT (tenant_id, origin, day, kind) DO UPDATE SET n = tally.n + excluded.n";
    tenant INGESTED = "SELECT day, kind, n FROM tally WHERE tenant_id = $1 AND origin = 0 AND day >= $2
        AND (kind = $3 OR kind LIKE 'refused:%' OR kind LIKE 'undeclared:%' OR kind LIKE 'sensitive:%') ORDER BY day";
    tenant ANSWERS = "SELECT day, kind, n FROM tally WHERE tenant_id = $1 AND origin = 0 AND day >= $2 AND kind LIKE 'answer:%' ORDER BY day, kind";
    tenant UNDECLARED = "SELECT kind, CAST(SUM(n) AS BIGINT), MAX(day) FROM tally
        WHERE tenant_id = $1 AND origin = 0 AND day >= $2 AND kind LIKE 'undeclared:%' GROUP BY kind ORDER BY 2 DESC, 1 LIMIT $3";

    tenant ADD_IMPORT = "INSERT INTO import (tenant_id, import_id, instruction, label, kind, channel, source_kind, source_name, basis, purposes, evidence,
            attested_words, attested_by, at, inform_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    tenant ADD_IMPORT_RUN = "INSERT INTO import_run (tenant_id, import_id, closed_at, read, added, known, without_evidence, suppressed, invalid, invalid_first)
        VALUES ($1, $2, NULL, 0, 0, 0, 0, 0, 0, '[]')";
    tenant IMPORT = "SELECT i.import_id, i.instruction, i.label, i.kind, i.channel, i.source_kind, i.source_name, i.basis, i.purposes, i.evidence, i.attested_words,
            i.attested_by, i.at, i.inform_by, r.closed_at, r.read, r.added, r.known, r.without_evidence, r.suppressed, r.invalid, r.invalid_first
        FROM import i JOIN import_run r ON r.tenant_id = i.tenant_id AND r.import_id = i.import_id
        WHERE i.tenant_id = $1 AND i.import_id = $2";
    tenant IMPORTS = "SELECT i.import_id, i.instruction, i.label, i.kind, i.channel, i.source_kind, i.source_name, i.basis, i.purposes, i.evidence, i.attested_words,
            i.attested_by, i.at, i.inform_by, r.closed_at, r.read, r.added, r.known, r.without_evidence, r.suppressed, r.invalid, r.invalid_first
        FROM import i JOIN import_run r ON r.tenant_id = i.tenant_id AND r.import_id = i.import_id
        WHERE i.tenant_id = $1 AND i.instruction < $2 ORDER BY i.instruction DESC LIMIT $3";
    tenant HOLD_IMPORT = "SELECT closed_at FROM import_run WHERE tenant_id = $1 AND import_id = $2 FOR UPDATE";
    tenant SHARE_IMPORT = "SELECT closed_at FROM import_run WHERE tenant_id = $1 AND import_id = $2 FOR SHARE";
    tenant CLOSE_IMPORT = "UPDATE import_run SET closed_at = $3, read = $4, added = $5, known = $6, without_evidence = $7, suppressed = $8, invalid = $9,
            invalid_first = $10
        WHERE tenant_id = $1 AND import_id = $2";
    tenant ADD_PART = "INSERT INTO import_part (tenant_id, import_id, part, digest, read, done, added, known, without_evidence, suppressed, invalid, invalid_first)
        VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, 0, '[]') ON CONFLICT (tenant_id, import_id, part) DO NOTHING";
    tenant PART = "SELECT digest, done, read, added, known, without_evidence, suppressed, invalid, invalid_first FROM import_part
        WHERE tenant_id = $1 AND import_id = $2 AND part = $3";
    tenant HOLD_PART = "SELECT done, invalid_first FROM import_part WHERE tenant_id = $1 AND import_id = $2 AND part = $3 FOR UPDATE";
    tenant PART_DONE = "UPDATE import_part SET done = $4, added = added + $5, known = known + $6, without_evidence = without_evidence + $7,
            suppressed = suppressed + $8, invalid = invalid + $9, invalid_first = $10
        WHERE tenant_id = $1 AND import_id = $2 AND part = $3";
    tenant IMPORT_PARTS = "SELECT part, done, read, added, known, without_evidence, suppressed, invalid, invalid_first FROM import_part
        WHERE tenant_id = $1 AND import_id = $2 ORDER BY part";
    tenant IMPORT_SUMS = "SELECT read, added, known, without_evidence, suppressed, invalid, invalid_first FROM import_part
        WHERE tenant_id = $1 AND import_id = $2 ORDER BY part";

    tenant LAST_KIND = "INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'collect.kind', $2)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value RETURNING value";
    tenant MOVE_KIND = "UPDATE counter SET value = $2 WHERE tenant_id = $1 AND name = 'collect.kind'";
    tenant DECLARATIONS = "SELECT kind, name, purpose, properties, created_at, ended_at FROM declaration WHERE tenant_id = $1
        ORDER BY created_at DESC, kind DESC";
    tenant PUT_DECLARATION = "INSERT INTO declaration (tenant_id, kind, name, purpose, properties, created_at, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, NULL)
        ON CONFLICT (tenant_id, kind) DO UPDATE SET name = excluded.name, purpose = excluded.purpose, properties = excluded.properties,
        created_at = excluded.created_at, ended_at = NULL";
    tenant END_DECLARATION = "UPDATE declaration SET ended_at = $3 WHERE tenant_id = $1 AND kind = $2 AND ended_at IS NULL";
}
