//! The room's SQL.

placet_store::statements! {
    "compose";
    tenant NEXT_VERSION = "SELECT COALESCE(MAX(version), 0) + 1 FROM template WHERE tenant_id = $1 AND template_id = $2";
    tenant SAVE = "INSERT INTO template (tenant_id, template_id, version, language, name, kind, source, published, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    tenant CURRENT = "SELECT COALESCE(MAX(version), 0) FROM template WHERE tenant_id = $1 AND template_id = $2";
    tenant READY = "SELECT language, name, published FROM template WHERE tenant_id = $1 AND template_id = $2 AND version = $3 ORDER BY language";
}
