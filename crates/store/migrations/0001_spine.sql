-- Global tables: the short named list (DESIGN §4). Everything else is a tenant's and its key begins with tenant_id.
CREATE TABLE installation (name TEXT PRIMARY KEY, value TEXT NOT NULL) CLUSTERED;

CREATE TABLE tenant (
    tenant_id INT PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    language TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    sender_address TEXT NOT NULL,
    from_address TEXT NOT NULL,
    public_url TEXT NOT NULL,
    shop_url TEXT NOT NULL,
    created_at BIGINT NOT NULL
) CLUSTERED;

CREATE TABLE host (host TEXT PRIMARY KEY, tenant_id INT NOT NULL) CLUSTERED;

CREATE TABLE write_key (
    hash BYTES PRIMARY KEY, tenant_id INT NOT NULL, label TEXT NOT NULL, created_at BIGINT NOT NULL, revoked_at BIGINT
) CLUSTERED;

CREATE TABLE server_key (
    hash BYTES PRIMARY KEY, tenant_id INT NOT NULL, label TEXT NOT NULL, created_at BIGINT NOT NULL, revoked_at BIGINT
) CLUSTERED;

CREATE TABLE member (member_id BYTES PRIMARY KEY, fp BYTES NOT NULL UNIQUE, sealed BYTES NOT NULL, created_at BIGINT NOT NULL) CLUSTERED;

CREATE TABLE membership (
    member_id BYTES NOT NULL, tenant_id INT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (member_id, tenant_id)
) CLUSTERED;

CREATE TABLE session (
    hash BYTES PRIMARY KEY, member_id BYTES NOT NULL, kind TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
) CLUSTERED;

CREATE TABLE optout (fp BYTES PRIMARY KEY, channel INT NOT NULL, at BIGINT NOT NULL) CLUSTERED;

CREATE TABLE rule (
    country TEXT NOT NULL, name TEXT NOT NULL, valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (country, name, valid_from)
) CLUSTERED;

CREATE TABLE work (
    tenant_id INT NOT NULL, queue TEXT NOT NULL, next_due_at BIGINT NOT NULL, owner TEXT NOT NULL, until BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, queue)
) CLUSTERED;
CREATE INDEX work_due ON work (next_due_at);

-- The vault's wrapped keys and the tenant's counters.
CREATE TABLE key_wrap (
    tenant_id INT NOT NULL, role INT NOT NULL, epoch BIGINT NOT NULL, wrapped BYTES NOT NULL, created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, role, epoch)
) CLUSTERED;

CREATE TABLE counter (tenant_id INT NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (tenant_id, name)) CLUSTERED;

-- Accept: one appended row per tenant and commit.
CREATE TABLE inbox (
    tenant_id INT NOT NULL, block BIGINT NOT NULL, entries INT NOT NULL, body BYTES NOT NULL, PRIMARY KEY (tenant_id, block)
) HEAP;

-- Fold: events, duplicates, streams, links, cursors.
CREATE TABLE event (
    tenant_id INT NOT NULL, seq BIGINT NOT NULL, stream_id BIGINT NOT NULL, kind INT NOT NULL, at BIGINT NOT NULL,
    item_id BIGINT, props TEXT NOT NULL, PRIMARY KEY (tenant_id, seq)
) CLUSTERED;
CREATE INDEX event_stream ON event (tenant_id, stream_id, seq);

CREATE TABLE seen (tenant_id INT NOT NULL, day INT NOT NULL, hash BYTES NOT NULL, PRIMARY KEY (tenant_id, day, hash)) CLUSTERED;

CREATE TABLE stream (
    tenant_id INT NOT NULL, stream_id BIGINT NOT NULL, check_hash BIGINT NOT NULL, class INT NOT NULL,
    profile_id BYTES, next_stream_id BIGINT, state TEXT NOT NULL, last_seen BIGINT NOT NULL, PRIMARY KEY (tenant_id, stream_id)
) CLUSTERED;

CREATE TABLE link (
    tenant_id INT NOT NULL, seq BIGINT NOT NULL, stream_id BIGINT NOT NULL, profile_id BYTES, was_profile_id BYTES,
    undoes BIGINT, reason TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (tenant_id, seq)
) CLUSTERED;

CREATE TABLE profile (
    tenant_id INT NOT NULL, profile_id BYTES NOT NULL, streams TEXT NOT NULL, created_at BIGINT NOT NULL, next_change_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, profile_id)
) CLUSTERED;

CREATE TABLE reader (tenant_id INT NOT NULL, consumer TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (tenant_id, consumer)) CLUSTERED;

CREATE TABLE contact (
    tenant_id INT NOT NULL, contact_id BYTES NOT NULL, profile_id BYTES NOT NULL, channel INT NOT NULL, class INT NOT NULL,
    fp BYTES NOT NULL, fp_v INT NOT NULL, sealed BYTES NOT NULL, key_epoch BIGINT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL,
    created_at BIGINT NOT NULL, verified_at BIGINT, confirm_sent_at BIGINT, confirm_count INT NOT NULL,
    PRIMARY KEY (tenant_id, contact_id)
) CLUSTERED;
CREATE UNIQUE INDEX contact_fp ON contact (tenant_id, channel, fp);
CREATE INDEX contact_profile ON contact (tenant_id, profile_id);

-- Permission: the ledger, its current state, suppressions, caps, decisions.
CREATE TABLE wording (
    tenant_id INT NOT NULL, wording_id INT NOT NULL, purpose INT NOT NULL, language TEXT NOT NULL, version INT NOT NULL, text TEXT NOT NULL,
    valid_from BIGINT NOT NULL, PRIMARY KEY (tenant_id, wording_id)
) CLUSTERED;

CREATE TABLE consent_entry (
    tenant_id INT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, purpose INT NOT NULL, channel INT NOT NULL,
    subject_kind INT NOT NULL, subject_id BYTES NOT NULL, act INT NOT NULL, wording_id INT, language TEXT NOT NULL,
    place TEXT NOT NULL, method TEXT NOT NULL, evidence TEXT NOT NULL, salt BYTES NOT NULL, canonical BYTES NOT NULL,
    PRIMARY KEY (tenant_id, seq)
) CLUSTERED;

CREATE TABLE consent (
    tenant_id INT NOT NULL, purpose INT NOT NULL, channel INT NOT NULL, subject_kind INT NOT NULL, subject_id BYTES NOT NULL,
    state INT NOT NULL, entry_seq BIGINT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, purpose, channel, subject_kind, subject_id)
) CLUSTERED;

CREATE TABLE suppression (
    tenant_id INT NOT NULL, channel INT NOT NULL, fp BYTES NOT NULL, scope INT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,
    entry_seq BIGINT, undo_until BIGINT NOT NULL, done_at BIGINT, PRIMARY KEY (tenant_id, channel, fp, scope)
) CLUSTERED;

CREATE TABLE cap (
    tenant_id INT NOT NULL, profile_id BYTES NOT NULL, channel INT NOT NULL, stamps TEXT NOT NULL,
    PRIMARY KEY (tenant_id, profile_id, channel)
) CLUSTERED;

CREATE TABLE decision_block (
    tenant_id INT NOT NULL, origin INT NOT NULL, chunk BIGINT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, origin, chunk)
) CLUSTERED;

-- Shop.
CREATE TABLE item (
    tenant_id INT NOT NULL, item_id BIGINT NOT NULL, sku TEXT NOT NULL, title TEXT NOT NULL, category TEXT NOT NULL,
    price_minor BIGINT NOT NULL, currency TEXT NOT NULL, url TEXT NOT NULL, image_url TEXT NOT NULL, stock BIGINT, updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, item_id)
) CLUSTERED;

CREATE INDEX item_updated ON item (tenant_id, updated_at, item_id);

CREATE TABLE orders (
    tenant_id INT NOT NULL, order_no TEXT NOT NULL, stream_id BIGINT, at BIGINT NOT NULL, total_minor BIGINT NOT NULL, currency TEXT NOT NULL,
    items TEXT NOT NULL, status TEXT NOT NULL, origin INT, message_id BYTES, PRIMARY KEY (tenant_id, order_no)
) CLUSTERED;

-- Journeys, templates, messages.
CREATE TABLE template (
    tenant_id INT NOT NULL, template_id INT NOT NULL, version INT NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL, kind INT NOT NULL,
    source TEXT NOT NULL, published TEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, template_id, version, language)
) CLUSTERED;

CREATE TABLE journey (
    tenant_id INT NOT NULL, journey_id INT NOT NULL, version INT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,
    definition TEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, journey_id, version)
) CLUSTERED;

CREATE TABLE instance (
    tenant_id INT NOT NULL, instance_id BYTES NOT NULL, journey_id INT NOT NULL, version INT NOT NULL, profile_id BYTES NOT NULL,
    state INT NOT NULL, step INT NOT NULL, due_at BIGINT NOT NULL, context TEXT NOT NULL, entered_at BIGINT NOT NULL, ended_as TEXT,
    PRIMARY KEY (tenant_id, instance_id)
) CLUSTERED;
CREATE INDEX instance_due ON instance (tenant_id, due_at) WHERE state = 1;
CREATE UNIQUE INDEX instance_one ON instance (tenant_id, journey_id, profile_id) WHERE state = 1;
CREATE INDEX instance_profile ON instance (tenant_id, profile_id);

CREATE TABLE message (
    tenant_id INT NOT NULL, message_id BYTES NOT NULL, origin INT NOT NULL, visit BYTES NOT NULL, contact_id BYTES, profile_id BYTES,
    channel INT NOT NULL, kind INT NOT NULL, template_id INT NOT NULL, template_version INT NOT NULL, language TEXT NOT NULL,
    state INT NOT NULL, due_at BIGINT NOT NULL, attempts INT NOT NULL, owner TEXT NOT NULL, facts TEXT NOT NULL, items TEXT NOT NULL,
    reply TEXT NOT NULL, capped_at BIGINT, created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, message_id)
) CLUSTERED;
CREATE UNIQUE INDEX message_once ON message (tenant_id, origin, visit, contact_id, channel);
CREATE INDEX message_due ON message (tenant_id, due_at) WHERE state = 1;
CREATE INDEX message_handing_over ON message (tenant_id, owner) WHERE state = 2;
CREATE INDEX message_contact ON message (tenant_id, contact_id);

-- Totals and the erasure ledger.
CREATE TABLE tally (
    tenant_id INT NOT NULL, origin INT NOT NULL, day INT NOT NULL, kind TEXT NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, origin, day, kind)
) CLUSTERED;

CREATE TABLE erasure (
    tenant_id INT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, subject BYTES NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (tenant_id, seq)
) CLUSTERED;
