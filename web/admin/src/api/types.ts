// Made by `npm run generate` from docs/openapi.json: change that, not this.

export type Money = {
  minor: number;
  currency: string;
};

export type AccountFields = {
  title: string;
  first_name: string;
  last_name: string;
  country: string;
  vat_number: string;
  phone: string;
  postal_address: string;
  domain_name: string;
};

export type Role = "owner" | "marketer" | "analyst" | "developer" | "privacy_officer" | "support";

export type Membership = {
  id: number;
  name: string;
  role: Role;
  currency: string;
  time_zone: string;
  language: string;
  may: string[];
};

export type Me = {
  id: string;
  email: string;
  fields: AccountFields;
  second_factor: boolean;
  operator: boolean;
  tenants: Membership[];
};

export type SignIn = {
  email: string;
  password: string;
  code?: string | null;
};

export type Welcome = {
  token: string;
  password: string;
};

export type NewPassword = {
  current: string;
  password: string;
};

export type TotpOffer = {
  secret: string;
  uri: string;
  qr_svg: string;
};

export type Code = {
  code: string;
};

export type RecoveryCodes = {
  recovery_codes: string[];
};

export type Password = {
  password: string;
};

export type Session = {
  id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  agent: string;
  current: boolean;
};

export type Totals = {
  accepted: number;
  rejected: number;
  clicked: number;
  opened: number;
  orders: number;
  revenue: Money[];
  unsubscribed: number;
  denied: number;
  subscribed: number;
  events: number;
};

export type OverviewDay = {
  day: string;
  events: number;
  accepted: number;
  clicked: number;
  orders: number;
  revenue_minor: number;
  unsubscribed: number;
};

export type OverviewJourney = {
  id: string;
  name: string;
  status: string;
  accepted: number;
  clicked: number;
  orders: number;
};

export type Overview = {
  from_day: string;
  to_day: string;
  totals: Totals;
  days: OverviewDay[];
  journeys: OverviewJourney[];
  waiting: number;
};

export type ProfileRow = {
  id: string;
  created_at: string;
  last_seen_at: string | null;
  channels: string[];
  verified: boolean;
  cart_items: number;
  events?: number | null;
};

export type Contact = {
  id: string;
  channel: string;
  class: "claimed" | "verified";
  language: string | null;
  source: string;
  created_at: string;
  verified_at: string | null;
};

export type ProfileItem = {
  sku: string;
  title: string;
  quantity?: number | null;
  price?: null | Money;
  image_url?: string | null;
};

export type Consent = {
  purpose: string;
  channel: string;
  state: string;
  at: string;
  entry: number;
  wording_version?: string | null;
};

export type Profile = {
  id: string;
  created_at: string;
  last_seen_at: string | null;
  streams: number;
  contacts: Contact[];
  cart: ProfileItem[];
  viewed: ProfileItem[];
  consents: Consent[];
  suppressed: string[];
};

export type Named = {
  id: string;
  name: string;
};

export type TimelineItem = {
  sku: string;
  title: string;
};

export type TimelineEntry = {
  at: string;
  kind: string;
  item?: null | TimelineItem;
  message?: string | null;
  journey?: null | Named;
  props: {
    [name: string]: unknown;
  };
};

export type Disclosure = {
  contact: string;
  reason: "support" | "data_subject_request" | "legal" | "security";
  reference?: string | null;
};

export type Disclosed = {
  address: string;
};

export type JourneyStatus = "live" | "paused";

export type JourneyRow = {
  id: string;
  name: string;
  status: JourneyStatus;
  version: number;
  trigger: string;
  entered: number;
  waiting: number;
  sent: number;
  accepted: number;
  clicked: number;
  orders: number;
};

export type JourneyStep = {
  step: number;
  kind: "wait" | "condition" | "send";
  text: string;
  template?: string | null;
  waiting: number;
  reached: number;
};

export type Journey = JourneyRow & {
  steps: JourneyStep[];
  ended: {
    [name: string]: number;
  };
  denied: {
    [name: string]: number;
  };
};

export type NewStatus = {
  status: JourneyStatus;
};

export type MessageState = "queued" | "handing_over" | "accepted" | "deferred" | "rejected" | "failed" | "in_doubt" | "expired" | "withdrawn";

export type MessageRow = {
  id: string;
  created_at: string;
  changed_at: string;
  state: MessageState;
  channel: string;
  journey: null | Named;
  template: string;
  language: string;
  profile: string | null;
  attempts: number;
  reason?: string | null;
};

export type StateChange = {
  state: string;
  at: string;
  note?: string | null;
};

export type Evidence = {
  entry: number;
  purpose: string;
  act: string;
  at: string;
  wording: string | null;
  place: string | null;
  method: string | null;
  language: string | null;
};

export type Decision = {
  outcome: "granted" | "denied";
  at: string;
  denial?: string | null;
  evidence: Evidence[];
};

export type MessageItem = {
  sku: string;
  title: string;
  role: string;
};

export type Message = MessageRow & {
  history: StateChange[];
  decision: null | Decision;
  items: MessageItem[];
  order?: string | null;
};

export type OrderRow = {
  number: string;
  at: string;
  total: Money;
  status: string;
  items: number;
  journey?: null | Named;
  message?: string | null;
};

export type OrderLine = {
  sku: string;
  title: string;
  quantity: number;
  price: Money;
};

export type Attribution = {
  message: string;
  journey: Named;
  clicked_at: string;
  window_days: number;
};

export type Order = OrderRow & {
  lines: OrderLine[];
  attribution?: null | Attribution;
};

export type ItemRow = {
  sku: string;
  title: string;
  category: string | null;
  price: null | Money;
  stock?: number | null;
  image_url: string | null;
  url: string | null;
  updated_at: string;
  brand: string | null;
};

export type Item = ItemRow & {
  description: string | null;
  item_group: string | null;
  feed: string | null;
  with: ItemRow[];
  similar: ItemRow[];
};

export type Refused = {
  reason: string;
  n: number;
};

export type IngestDay = {
  day: string;
  accepted: number;
  refused: number;
};

export type Lag = {
  entries: number;
  age_seconds: number;
};

export type Reader = {
  name: string;
  behind: number;
};

export type Ingest = {
  accepted: number;
  refused: Refused[];
  days: IngestDay[];
  lag: Lag;
  readers: Reader[];
};

export type Undeclared = {
  name: string;
  n: number;
  last_day: string;
};

export type Shape = "id" | "text" | "count" | "rating" | "money" | "currency" | "path";

export type DeclaredProperty = {
  name: string;
  shape: Shape;
};

export type NewDeclaration = {
  name: string;
  purpose: string;
  properties: DeclaredProperty[];
};

export type Declaration = NewDeclaration & {
  created_at: string;
};

export type Settings = {
  name: string;
  sender_name: string;
  sender_address: string;
  from_address: string;
  shop_url: string;
  public_url: string;
  time_zone: string;
  language: string;
  currency: string;
};

export type KeyClass = "write" | "server";

export type Key = {
  id: string;
  class: KeyClass;
  label: string;
  created_at: string;
  revoked_at?: string | null;
};

export type NewKey = {
  class: KeyClass;
  label: string;
};

export type MadeKey = Key & {
  key: string;
};

export type Member = {
  id: string;
  email: string;
  role: Role;
  second_factor: boolean;
  last_seen_at: string | null;
  created_at: string;
};

export type NewMember = {
  email: string;
  role: Role;
};

export type Invited = {
  member: Member;
  link: string;
};

export type NewRole = {
  role: Role;
};

export type AuditRow = {
  at: string;
  member: string;
  email?: string | null;
  action: string;
  object: string;
  reason?: string | null;
  reference?: string | null;
};

export type TenantRow = {
  id: number;
  name: string;
  status: string;
  public_url: string;
  created_at: string;
};

export type FieldError = {
  field: string;
  reason: string;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail?: string | null;
  field?: string | null;
  errors?: FieldError[];
  request?: string | null;
};

export type List_Session = {
  items: Session[];
};

export type Page_TenantRow = {
  items: TenantRow[];
  next: string | null;
};

export type Page_ProfileRow = {
  items: ProfileRow[];
  next: string | null;
};

export type Page_TimelineEntry = {
  items: TimelineEntry[];
  next: string | null;
};

export type Page_JourneyRow = {
  items: JourneyRow[];
  next: string | null;
};

export type Page_MessageRow = {
  items: MessageRow[];
  next: string | null;
};

export type Page_OrderRow = {
  items: OrderRow[];
  next: string | null;
};

export type Page_ItemRow = {
  items: ItemRow[];
  next: string | null;
};

export type List_Undeclared = {
  items: Undeclared[];
};

export type List_Declaration = {
  items: Declaration[];
};

export type List_Key = {
  items: Key[];
};

export type List_Member = {
  items: Member[];
};

export type Page_AuditRow = {
  items: AuditRow[];
  next: string | null;
};

/** Every operation, by its path and method. */
export interface Paths {
  "/api/sign-in": {
    POST: {
      path: undefined;
      query: undefined;
      body: SignIn;
      answer: Me;
    };
  };
  "/api/welcome": {
    POST: {
      path: undefined;
      query: undefined;
      body: Welcome;
      answer: Me;
    };
  };
  "/api/sign-out": {
    POST: {
      path: undefined;
      query: undefined;
      body: undefined;
      answer: undefined;
    };
  };
  "/api/me": {
    GET: {
      path: undefined;
      query: undefined;
      body: undefined;
      answer: Me;
    };
    PUT: {
      path: undefined;
      query: undefined;
      body: AccountFields;
      answer: Me;
    };
  };
  "/api/me/password": {
    PUT: {
      path: undefined;
      query: undefined;
      body: NewPassword;
      answer: undefined;
    };
  };
  "/api/me/totp": {
    POST: {
      path: undefined;
      query: undefined;
      body: undefined;
      answer: TotpOffer;
    };
    PUT: {
      path: undefined;
      query: undefined;
      body: Code;
      answer: RecoveryCodes;
    };
    DELETE: {
      path: undefined;
      query: undefined;
      body: Password;
      answer: undefined;
    };
  };
  "/api/me/sessions": {
    GET: {
      path: undefined;
      query: undefined;
      body: undefined;
      answer: List_Session;
    };
  };
  "/api/me/sessions/{id}": {
    DELETE: {
      path: {
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: undefined;
    };
  };
  "/api/tenants": {
    GET: {
      path: undefined;
      query: {
        limit?: number;
        cursor?: string;
      };
      body: undefined;
      answer: Page_TenantRow;
    };
  };
  "/api/tenants/{tenant}/overview": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        days?: number;
      };
      body: undefined;
      answer: Overview;
    };
  };
  "/api/tenants/{tenant}/profiles": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        limit?: number;
        cursor?: string;
        known?: boolean;
      };
      body: undefined;
      answer: Page_ProfileRow;
    };
  };
  "/api/tenants/{tenant}/profiles/{id}": {
    GET: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: Profile;
    };
  };
  "/api/tenants/{tenant}/profiles/{id}/timeline": {
    GET: {
      path: {
        tenant: number;
        id: string;
      };
      query: {
        limit?: number;
        cursor?: string;
      };
      body: undefined;
      answer: Page_TimelineEntry;
    };
  };
  "/api/tenants/{tenant}/profiles/{id}/disclosures": {
    POST: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: Disclosure;
      answer: Disclosed;
    };
  };
  "/api/tenants/{tenant}/journeys": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        limit?: number;
        cursor?: string;
      };
      body: undefined;
      answer: Page_JourneyRow;
    };
  };
  "/api/tenants/{tenant}/journeys/{id}": {
    GET: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: Journey;
    };
  };
  "/api/tenants/{tenant}/journeys/{id}/status": {
    PUT: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: NewStatus;
      answer: Journey;
    };
  };
  "/api/tenants/{tenant}/messages": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        limit?: number;
        cursor?: string;
        state?: MessageState;
        journey?: string;
        profile?: string;
      };
      body: undefined;
      answer: Page_MessageRow;
    };
  };
  "/api/tenants/{tenant}/messages/{id}": {
    GET: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: Message;
    };
  };
  "/api/tenants/{tenant}/orders": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        limit?: number;
        cursor?: string;
        attributed?: boolean;
      };
      body: undefined;
      answer: Page_OrderRow;
    };
  };
  "/api/tenants/{tenant}/orders/{number}": {
    GET: {
      path: {
        tenant: number;
        number: string;
      };
      query: undefined;
      body: undefined;
      answer: Order;
    };
  };
  "/api/tenants/{tenant}/items": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        limit?: number;
        cursor?: string;
        search?: string;
      };
      body: undefined;
      answer: Page_ItemRow;
    };
  };
  "/api/tenants/{tenant}/items/{sku}": {
    GET: {
      path: {
        tenant: number;
        sku: string;
      };
      query: undefined;
      body: undefined;
      answer: Item;
    };
  };
  "/api/tenants/{tenant}/ingest": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        days?: number;
      };
      body: undefined;
      answer: Ingest;
    };
  };
  "/api/tenants/{tenant}/undeclared": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: List_Undeclared;
    };
  };
  "/api/tenants/{tenant}/declarations": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: List_Declaration;
    };
    POST: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: NewDeclaration;
      answer: Declaration;
    };
  };
  "/api/tenants/{tenant}/declarations/{name}": {
    DELETE: {
      path: {
        tenant: number;
        name: string;
      };
      query: undefined;
      body: undefined;
      answer: undefined;
    };
  };
  "/api/tenants/{tenant}/settings": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: Settings;
    };
    PUT: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: Settings;
      answer: Settings;
    };
  };
  "/api/tenants/{tenant}/keys": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: List_Key;
    };
    POST: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: NewKey;
      answer: MadeKey;
    };
  };
  "/api/tenants/{tenant}/keys/{id}": {
    DELETE: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: undefined;
    };
  };
  "/api/tenants/{tenant}/members": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: List_Member;
    };
    POST: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: NewMember;
      answer: Invited;
    };
  };
  "/api/tenants/{tenant}/members/{id}": {
    PUT: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: NewRole;
      answer: Member;
    };
    DELETE: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: undefined;
    };
  };
  "/api/tenants/{tenant}/audit": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        limit?: number;
        cursor?: string;
      };
      body: undefined;
      answer: Page_AuditRow;
    };
  };
}
