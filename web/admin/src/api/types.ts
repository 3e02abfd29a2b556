// Made by `npm run generate` from docs/openapi.json: change that, not this.

/** Why an order is credited: the last link that was followed before it. */
export type Attribution = {
  clicked_at?: Time | null;
  journey: JourneyRef;
  message?: string | null;
  window_days: number;
};

/** Somebody saw or changed something. */
export type AuditRow = {
  action: string;
  at: Time;
  changes: Change[];
  email?: string | null;
  member: string;
  object: string;
  reason?: string | null;
  reference?: string | null;
};

/** What was changed, from what to what. Without either: that it was changed, and no more. */
export type Change = {
  field: string;
  from?: string | null;
  to?: string | null;
};

/** What a key may do. */
export type Class = "write" | "server";

/** A code that the app shows. */
export type Code = {
  code: string;
};

/** The password once more. */
export type Confirmation = {
  password: string;
};

/** Where a consent stands. */
export type ConsentRow = {
  at: Time;
  channel?: string | null;
  contact?: string | null;
  entry: number;
  evidence?: DecisionEvidence | null;
  holds: boolean;
  holds_until?: Time | null;
  purpose: string;
  state: string;
};

/** An address, without the address. */
export type Contact = {
  channel: string;
  class: string;
  created_at: Time;
  id: string;
  language: string;
  source: string;
  verified_at?: Time | null;
};

/** Who wants in. */
export type Credentials = {
  code?: string | null;
  email: string;
  password: string;
};

export type Day = string;

/** An entry of the consent ledger. */
export type DecisionEvidence = {
  act: string;
  at: Time;
  entry: number;
  language: string;
  method: string;
  place: string;
  purpose: string;
  version?: number | null;
  wording?: string | null;
};

/** An event of a company's own: what it is kept for, and what of it. */
export type Declaration = {
  created_at: Time;
  name: string;
  properties: DeclaredProperty[];
  purpose: string;
};

/** The declared events of a company's own. */
export type Declarations = {
  items: Declaration[];
};

/** A property of a declared event. */
export type DeclaredProperty = {
  name: string;
  shape: string;
};

/** An address that is shown. */
export type Disclosed = {
  address: string;
};

/** Why an address is to be shown. */
export type Disclosure = {
  contact: string;
  reason: Reason;
  reference?: string | null;
};

/** What of the settings can be changed. The rest of what was read may be sent along and changes nothing. */
export type Editable = {
  from_address: string;
  language: string;
  name: string;
  sender_address: string;
  sender_name: string;
  shop_url: string;
  time_zone: string;
};

/** A change of e-mail address. */
export type EmailChange = {
  email: string;
  password: string;
};

/** What is wrong with one field. */
export type FieldError = {
  field: string;
  reason: string;
};

/** What a member tells of themselves; all of it may be left empty. Kept sealed. Beside these stand the e-mail address, which is also the */
export type Fields = {
  country?: string;
  domain_name?: string;
  first_name?: string;
  last_name?: string;
  phone?: string;
  postal_address?: string;
  title?: string;
  vat_number?: string;
};

/** What came in. */
export type Ingest = {
  accepted: number;
  days: IngestDay[];
  lag: IngestLag;
  readers: IngestReader[];
  refused: Refused[];
};

/** What came in on one day. */
export type IngestDay = {
  accepted: number;
  day: Day;
  refused: number;
};

/** What waits to be folded. */
export type IngestLag = {
  age_seconds: number;
  entries: number;
};

/** A reader of events. */
export type IngestReader = {
  behind: number;
  name: string;
};

/** Somebody to be invited. */
export type Invitation = {
  email: string;
  role: Role;
};

/** An invitation that was made. */
export type Invited = {
  id: string;
  link?: string | null;
};

/** An item. */
export type Item = ItemRow & {
  description: string;
  item_group: string;
};

/** An item of the catalogue, where something else speaks of it. */
export type ItemRef = {
  sku: string;
  title: string;
};

/** An item in the list. */
export type ItemRow = {
  brand: string;
  category: string;
  image_url: string;
  price: Money;
  sku: string;
  stock?: number | null;
  title: string;
  updated_at: Time;
  url: string;
};

/** A journey with its steps. */
export type Journey = JourneyRow & {
  denied: {
    [name: string]: number;
  };
  ended: {
    [name: string]: number;
  };
  on_older_versions: number;
  reentry?: string | null;
  steps: JourneyStep[];
};

/** A journey or campaign, where something else speaks of it. */
export type JourneyRef = {
  id: number;
  name: string;
};

/** A journey in the list. */
export type JourneyRow = {
  accepted: number;
  clickable: boolean;
  clicked: number;
  entered: number;
  id: number;
  name: string;
  orders: number;
  saved_at: Time;
  sent: number;
  status: JourneyStatus;
  trigger: string;
  version: number;
  waiting: number;
};

/** Whether a journey runs. */
export type JourneyStatus = "live" | "paused";

/** A step. */
export type JourneyStep = {
  kind: string;
  reached: number;
  step: number;
  template?: string | null;
  text: string;
  waiting: number;
};

/** A key; a secret one without the key itself. */
export type Key = {
  class: Class;
  created_at: Time;
  id: string;
  label: string;
  public?: string | null;
  revoked_at?: Time | null;
};

/** The keys of a tenant. */
export type Keys = {
  items: Key[];
};

/** A one-time link that was opened. */
export type LinkOpened = {
  token: string;
};

/** What a one-time link is for. */
export type LinkSays = {
  email?: string | null;
  first: boolean;
  second_factor: boolean;
};

/** A key that was made. */
export type MadeKey = Key & {
  key: string;
};

/** The member who is signed in. */
export type Me = {
  email: string;
  fields: Fields;
  id: string;
  operator: boolean;
  second_factor: boolean;
  tenants: Place[];
};

/** A member of a tenant. */
export type Member = {
  created_at: Time;
  email: string;
  id: string;
  invited: boolean;
  last_seen_at?: Time | null;
  link_until?: Time | null;
  role: Role;
  second_factor: boolean;
};

/** The members of a tenant. */
export type Members = {
  items: Member[];
};

/** A message with its decision. */
export type Message = MessageRow & {
  decision?: MessageDecision | null;
  history: MessageStep[];
  items: MessageItem[];
  order?: string | null;
};

/** What the gate decided about a message. */
export type MessageDecision = {
  at: Time;
  denial?: string | null;
  evidence: DecisionEvidence[];
  outcome: string;
};

/** An item that a message shows. */
export type MessageItem = {
  role: string;
  sku: string;
  title: string;
};

/** A message in the list. */
export type MessageRow = {
  attempts: number;
  changed_at: Time;
  channel: string;
  created_at: Time;
  id: string;
  journey: JourneyRef;
  language: string;
  profile?: string | null;
  reason?: string | null;
  state: MessageState;
  template?: string | null;
};

/** Where a message stands. */
export type MessageState = "queued" | "handing_over" | "accepted" | "deferred" | "rejected" | "failed" | "in_doubt" | "expired" | "withdrawn";

/** A state of a message and when it began. */
export type MessageStep = {
  at: Time;
  note?: string | null;
  state: MessageState;
};

/** An amount of money. */
export type Money = {
  currency: string;
  minor: number;
};

/** An event to be declared. */
export type NewDeclaration = {
  name: string;
  properties?: DeclaredProperty[];
  purpose: string;
};

/** A key to be made. */
export type NewKey = {
  class: Class;
  label: string;
};

/** What a member shall be. */
export type NewRole = {
  role: Role;
};

/** What a journey shall do. */
export type NewStatus = {
  status: JourneyStatus;
};

/** An order with its lines. */
export type Order = OrderRow & {
  attribution?: Attribution | null;
  contract_only: boolean;
  lines: OrderLine[];
};

/** A line of an order. */
export type OrderLine = {
  price: Money;
  quantity: number;
  sku?: string | null;
  title?: string | null;
};

/** An order in the list. */
export type OrderRow = {
  at: Time;
  items: number;
  journey?: JourneyRef | null;
  message?: string | null;
  number: string;
  status: string;
  total: Money;
};

/** A tenant at a glance, in totals. */
export type Overview = {
  days: OverviewDay[];
  from_day: Day;
  journeys: OverviewJourney[];
  to_day: Day;
  totals: OverviewTotals;
  waiting: number;
};

/** What is counted of one day. */
export type OverviewDay = {
  accepted: number;
  clicked: number;
  day: Day;
  events: number;
  orders: number;
  revenue_minor: number;
  unsubscribed: number;
};

/** What is counted of one journey. */
export type OverviewJourney = {
  accepted: number;
  clickable: boolean;
  clicked: number;
  id: number;
  name: string;
  orders: number;
  status: string;
};

/** What is counted. */
export type OverviewTotals = {
  accepted: number;
  clickable: number;
  clicked: number;
  denied: number;
  events: number;
  opened: number;
  orders: number;
  rejected: number;
  revenue: Money[];
  subscribed: number;
  unsubscribed: number;
};

/** One page of a list. */
export type Page_AuditRow = {
  items: Array<{
    action: string;
    at: Time;
    changes: Change[];
    email?: string | null;
    member: string;
    object: string;
    reason?: string | null;
    reference?: string | null;
  }>;
  next?: string | null;
};

/** One page of a list. */
export type Page_ItemRow = {
  items: Array<{
    brand: string;
    category: string;
    image_url: string;
    price: Money;
    sku: string;
    stock?: number | null;
    title: string;
    updated_at: Time;
    url: string;
  }>;
  next?: string | null;
};

/** One page of a list. */
export type Page_JourneyRow = {
  items: Array<{
    accepted: number;
    clickable: boolean;
    clicked: number;
    entered: number;
    id: number;
    name: string;
    orders: number;
    saved_at: Time;
    sent: number;
    status: JourneyStatus;
    trigger: string;
    version: number;
    waiting: number;
  }>;
  next?: string | null;
};

/** One page of a list. */
export type Page_MessageRow = {
  items: Array<{
    attempts: number;
    changed_at: Time;
    channel: string;
    created_at: Time;
    id: string;
    journey: JourneyRef;
    language: string;
    profile?: string | null;
    reason?: string | null;
    state: MessageState;
    template?: string | null;
  }>;
  next?: string | null;
};

/** One page of a list. */
export type Page_OrderRow = {
  items: Array<{
    at: Time;
    items: number;
    journey?: JourneyRef | null;
    message?: string | null;
    number: string;
    status: string;
    total: Money;
  }>;
  next?: string | null;
};

/** One page of a list. */
export type Page_ProfileRow = {
  items: Array<{
    cart_items: number;
    channels: string[];
    created_at: Time;
    id: string;
    last_seen_at?: Time | null;
    verified: boolean;
  }>;
  next?: string | null;
};

/** One page of a list. */
export type Page_TenantRow = {
  items: Array<{
    created_at: Time;
    id: number;
    name: string;
    public_url: string;
    status: string;
  }>;
  next?: string | null;
};

/** One page of a list. */
export type Page_TimelineEntry = {
  items: Array<{
    amounts: string[];
    at: Time;
    item?: ItemRef | null;
    journey?: JourneyRef | null;
    kind: string;
    message?: string | null;
    props: {
      [name: string]: unknown;
    };
  }>;
  next?: string | null;
};

/** A change of password. */
export type PasswordChange = {
  current: string;
  password: string;
};

/** A tenant to which a member belongs. */
export type Place = {
  currency: string;
  id: number;
  language: string;
  may: string[];
  name: string;
  role: Role;
  time_zone: string;
};

/** Why a request was not answered as asked (RFC 9457). */
export type Problem = {
  detail: string;
  errors?: FieldError[];
  field?: string | null;
  request?: string | null;
  status: number;
  title: string;
  type: string;
};

/** One person, by a number. */
export type Profile = {
  cart: ItemRef[];
  consents: ConsentRow[];
  contacts: Contact[];
  created_at: Time;
  id: string;
  last_seen_at?: Time | null;
  streams: number;
  suppressed: string[];
  viewed: ItemRef[];
};

/** A profile in the list: somebody, by a number. */
export type ProfileRow = {
  cart_items: number;
  channels: string[];
  created_at: Time;
  id: string;
  last_seen_at?: Time | null;
  verified: boolean;
};

/** Why somebody's contact data is looked at (R183). */
export type Reason = "support" | "data_subject_request" | "legal" | "security";

/** Codes for the day the phone is lost; each opens once. They are shown now and never again. */
export type RecoveryCodes = {
  recovery_codes: string[];
};

/** A reason and how often it was one. */
export type Refused = {
  n: number;
  reason: string;
};

/** What a member is at a tenant; [`Role::Operator`] is one of the installation. */
export type Role = "owner" | "marketer" | "analyst" | "developer" | "privacy_officer" | "support" | "operator";

/** The secret of a second factor, for an authenticator app. It counts once a first code has proven it. */
export type Secret = {
  qr_svg: string;
  secret: string;
  uri: string;
};

/** A place where a member is signed in. */
export type Session = {
  agent: string;
  created_at: Time;
  current: boolean;
  expires_at: Time;
  id: string;
  last_seen_at: Time;
};

/** The sessions of a member. */
export type Sessions = {
  items: Session[];
};

/** A tenant's settings. */
export type Settings = Editable & {
  currency: string;
  public_url: string;
};

/** A tenant in the list of all. */
export type TenantRow = {
  created_at: Time;
  id: number;
  name: string;
  public_url: string;
  status: string;
};

export type Time = string;

/** Something that happened. */
export type TimelineEntry = {
  amounts: string[];
  at: Time;
  item?: ItemRef | null;
  journey?: JourneyRef | null;
  kind: string;
  message?: string | null;
  props: {
    [name: string]: unknown;
  };
};

/** The name of an event that nobody declared. */
export type UndeclaredEvent = {
  last_day: Day;
  n: number;
  name: string;
};

/** Names of events that came and are not kept. */
export type UndeclaredEvents = {
  items: UndeclaredEvent[];
};

/** A password chosen by a one-time link. */
export type Welcome = {
  code?: string | null;
  email?: string | null;
  password: string;
  token: string;
};

/** Every operation, by its path and method. */
export interface Paths {
  "/api/audit": {
    GET: {
      path: undefined;
      query: {
        member?: string;
        action?: string;
        limit?: number;
        cursor?: string;
      };
      body: undefined;
      answer: Page_AuditRow;
    };
  };
  "/api/links": {
    POST: {
      path: undefined;
      query: undefined;
      body: LinkOpened;
      answer: LinkSays;
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
      body: Fields;
      answer: Me;
    };
  };
  "/api/me/email": {
    PUT: {
      path: undefined;
      query: undefined;
      body: EmailChange;
      answer: Me;
    };
  };
  "/api/me/password": {
    PUT: {
      path: undefined;
      query: undefined;
      body: PasswordChange;
      answer: undefined;
    };
  };
  "/api/me/sessions": {
    GET: {
      path: undefined;
      query: undefined;
      body: undefined;
      answer: Sessions;
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
  "/api/me/totp": {
    POST: {
      path: undefined;
      query: undefined;
      body: undefined;
      answer: Secret;
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
      body: Confirmation;
      answer: undefined;
    };
  };
  "/api/sign-in": {
    POST: {
      path: undefined;
      query: undefined;
      body: Credentials;
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
  "/api/tenants/{tenant}/audit": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        member?: string;
        action?: string;
        limit?: number;
        cursor?: string;
      };
      body: undefined;
      answer: Page_AuditRow;
    };
  };
  "/api/tenants/{tenant}/declarations": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: Declarations;
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
  "/api/tenants/{tenant}/items": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        search?: string;
        limit?: number;
        cursor?: string;
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
        id: number;
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
        id: number;
      };
      query: undefined;
      body: NewStatus;
      answer: undefined;
    };
  };
  "/api/tenants/{tenant}/keys": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: Keys;
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
      answer: Members;
    };
    POST: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: Invitation;
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
      answer: undefined;
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
  "/api/tenants/{tenant}/messages": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        state?: MessageState;
        journey?: number;
        profile?: string;
        limit?: number;
        cursor?: string;
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
        attributed?: boolean;
        limit?: number;
        cursor?: string;
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
        known?: boolean;
        limit?: number;
        cursor?: string;
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
      body: Editable;
      answer: Settings;
    };
  };
  "/api/tenants/{tenant}/undeclared": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: UndeclaredEvents;
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
}
