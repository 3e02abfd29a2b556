-- Addresses that were typed into a form, by when their owner was last asked to confirm them: without an answer they go.
CREATE INDEX contact_unconfirmed ON contact (tenant_id, COALESCE(confirm_sent_at, created_at)) WHERE class = 1 AND source = 'form';
