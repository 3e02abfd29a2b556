// Made by `npm run generate` from docs/openapi.json: change that, not this.

/** The text that was read. */
export type Acceptance = {
  version: number;
};

/** The text in which a tenant accepts its duties. */
export type AgreementText = {
  accepted?: DutyEntry | null;
  duties: string[];
  version: number;
};

/** How a visitor answered the banner. */
export type Answer = "yes" | "no" | "taken_back";

/** How many visitors answered so on a day. */
export type AnswersOfDay = {
  answer: Answer;
  day: Day;
  n: number;
  question: number;
};

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

/** The consent banner of the tenant's shop. */
export type BannerAndAnswers = {
  answers: AnswersOfDay[];
  asks: BannerAsks;
  at: Time;
  question: number;
  script: string;
  version: number;
};

/** What the banner says and asks for. */
export type BannerAsks = {
  consent_mode?: boolean;
  cookie_policy?: string;
  cookies?: ShopCookie[];
  performance: boolean;
  tracking?: PurposeWords[];
  words?: BannerWords[];
};

/** The banner to be changed, and why. */
export type BannerChange = {
  ask_anew?: boolean;
  asks: BannerAsks;
  reason: string;
};

/** What the banner says in one language, beside the words of what it asks for. */
export type BannerWords = {
  language: string;
  performance?: string;
  text: string;
  title: string;
};

/** On what processing rests (GDPR art. 6(1)). */
export type Basis = "consent" | "contract" | "legal_obligation" | "vital_interests" | "public_task" | "legitimate_interests";

/** What pages use of a colour, so that they can be read: where it is light, and where it is dark. */
export type BrandShades = {
  dark: ShownShades;
  light: ShownShades;
};

/** At most so many messages in some span. */
export type Cap = {
  channel?: string | null;
  most: number;
  per: CapSpan;
};

/** A span in which messages are counted. */
export type CapSpan = {
  hours: number;
} | {
  days: number;
};

/** A tenant's caps. */
export type Caps = {
  rules: Cap[];
  when_capped: WhenCapped;
};

/** How much people get and when. */
export type CapsAndHours = {
  at: Time;
  caps: Caps;
  law: LawHours[];
  quiet: QuietHours;
  version: number;
};

/** Caps and hours to be changed, and why. */
export type CapsChange = {
  caps: Caps;
  quiet: QuietHours;
  reason: string;
};

/** What kind of data a purpose may use. */
export type Category = "contact" | "behaviour" | "orders" | "engagement" | "preferences" | "location" | "special";

/** What was changed, from what to what. Without either: that it was changed, and no more. */
export type Change = {
  field: string;
  from?: string | null;
  to?: string | null;
};

/** A question of the gate. They are asked in this order, and the first no is the answer. */
export type CheckName = "contact" | "sender" | "suppression" | "opt_out" | "restriction" | "objection" | "purpose" | "source" | "address" | "consent" | "personalisation" | "relevance" | "pause" | "caps" | "hours";

/** What came of a question. */
export type CheckOutcome = "passed" | "no" | "not_yet" | "not_reached";

/** What of a brand is chosen. */
export type ChosenColour = {
  accent?: string | null;
};

/** What a key may do. */
export type Class = "write" | "server";

/** A code that the app shows. */
export type Code = {
  code: string;
};

/** A condition for special categories of data (GDPR art. 9(2)). */
export type Condition = "explicit_consent" | "employment_law" | "vital_interests" | "members_of_a_body" | "made_public" | "legal_claims" | "substantial_public_interest" | "health_care" | "public_health" | "archiving";

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
  pace?: string | null;
  paused_until?: Time | null;
  source: string;
  verified_at?: Time | null;
};

/** What a cookie needs (R065). */
export type CookieCategory = "necessary" | "performance" | "advertising";

/** Who wants in. */
export type Credentials = {
  code?: string | null;
  email: string;
  password: string;
};

export type Day = string;

/** What was not sent on a day. */
export type DayDenied = {
  day: Day;
  denied: number;
};

/** Hours of a day. Where `to` is earlier than `from` they end on the next day. */
export type DayHours = {
  from: string;
  to: string;
};

/** The answer today. */
export type DecisionAgain = {
  denial?: string | null;
  outcome: string;
  same: boolean;
};

/** A cap and how full it was. */
export type DecisionCap = {
  cap: Cap;
  counted: number;
  full_until?: Time | null;
  own: boolean;
};

/** A question of the gate and what came of it. */
export type DecisionCheck = {
  came: CheckOutcome;
  check: CheckName;
};

/** Where a consent stood. */
export type DecisionConsent = {
  at: Time;
  entry: number;
  purpose: string;
  state: string;
};

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

/** What was known when it was decided. No address is among it. */
export type DecisionFacts = {
  affinity?: number | null;
  caps: DecisionCap[];
  channel: string;
  class: string;
  consents: DecisionConsent[];
  hours?: DecisionHours | null;
  idle_days?: number | null;
  paused_until?: Time | null;
  places: DecisionPlace[];
  source: string;
};

/** A denied attempt. */
export type DecisionFound = DecisionRow & {
  decision?: DecisionTold | null;
};

/** What was said about the hour. */
export type DecisionHours = {
  allowed: string;
  at?: Time | null;
  bar?: string | null;
  by?: string | null;
  place?: DecisionPlace | null;
};

/** A place where somebody may be. */
export type DecisionPlace = {
  country?: string | null;
  zone: string;
};

/** A denied attempt in the list. */
export type DecisionRow = {
  at: Time;
  id: string;
  journey: JourneyRef;
  profile: string;
  reason: string;
};

/** What the gate decided, and on what. */
export type DecisionTold = {
  again?: DecisionAgain | null;
  at: Time;
  checks: DecisionCheck[];
  denial?: string | null;
  evidence: DecisionEvidence[];
  facts?: DecisionFacts | null;
  outcome: string;
  purpose: string;
  rules?: number | null;
  until?: Time | null;
  use: string;
  zone?: string | null;
};

/** Messages that were not sent, in totals. */
export type DecisionTotals = {
  days: DayDenied[];
  denied: number;
  from_day: Day;
  held: ReasonCount[];
  journeys: JourneyDenied[];
  reasons: ReasonCount[];
  to_day: Day;
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

/** What a purpose does with data. */
export type Doing = "remembers" | "markets" | "informs" | "surveys" | "personalises" | "notices" | "locates" | "discloses" | "keeps";

/** Where a tenant stands. */
export type Duties = {
  agreement: AgreementText;
  domain: string;
  domains: string[];
  history: DutyEntry[];
  missing: string[];
  ready: boolean;
  stopped?: string | null;
};

/** Something that was done. */
export type DutyEntry = {
  act: string;
  at: Time;
  detail: string;
  email?: string | null;
  entry: number;
  known_at: Time;
  member?: string | null;
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

/** An import: what was instructed, by whom, and what came of it. */
export type Import = {
  added?: number | null;
  attested_at: Time;
  attested_by: string;
  attested_by_email?: string | null;
  attested_words: number;
  basis: ImportBasis;
  channel: string;
  closed_at?: Time | null;
  created_at: Time;
  evidence: ImportEvidence;
  id: string;
  inform_by?: Time | null;
  instruction: string;
  invalid: number;
  invalid_first: InvalidRow[];
  kind: ImportKind;
  known?: number | null;
  label: string;
  purposes: string[];
  rows: number;
  source: ImportSource;
  state: string;
  suppressed?: number | null;
  without_evidence?: number | null;
};

/** The words by which a company answers for an import. */
export type ImportAttestation = {
  en: string;
  fr: string;
  ro: string;
  version: number;
};

/** On which basis addresses come (R045). */
export type ImportBasis = "consent" | "contract" | "none";

/** Evidence of a yes; each part may stand with the import or with a row. */
export type ImportEvidence = {
  at?: string;
  document?: string;
  language?: string;
  method?: string;
  place?: string;
  wording?: string;
};

/** What comes in. */
export type ImportKind = "contacts" | "suppressions";

/** What came of a part. */
export type ImportPart = {
  invalid: InvalidRow[];
  part: number;
  rows: number;
};

/** Where addresses come from. */
export type ImportSource = {
  kind: ImportSourceKind;
  name: string;
};

/** What kind of place addresses come from (R034). */
export type ImportSourceKind = "form" | "shop" | "event" | "list" | "directory";

/** What came in. */
export type Ingest = {
  accepted: number;
  days: IngestDay[];
  lag: IngestLag;
  readers: IngestReader[];
  refused: Refused[];
  sensitive: SensitiveRefused[];
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

/** A row with something wrong in it. */
export type InvalidRow = {
  field: string;
  part: number;
  reason: string;
  row: number;
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

/** What was not sent of a journey. */
export type JourneyDenied = {
  denied: number;
  journey: JourneyRef;
  reasons: ReasonCount[];
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

/** Hours that law allows. */
export type LawHours = {
  channel: string;
  region: string;
  source: string;
  week: Week;
};

/** What the ledger says of a person. */
export type Ledger = {
  entries: LedgerEntry[];
  known_at: Time;
  standings: LedgerStanding[];
};

/** Whom a consent belongs to. */
export type LedgerAbout = {
  channel?: string | null;
  contact?: string | null;
  device: boolean;
};

/** An entry about a person. */
export type LedgerEntry = DecisionEvidence & LedgerAbout & {
  facts: {
    [name: string]: unknown;
  };
  known_at: Time;
};

/** Where a consent stood. */
export type LedgerStanding = LedgerAbout & {
  at: Time;
  entry: number;
  holds: boolean;
  purpose: string;
  state: string;
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
  decision?: DecisionTold | null;
  history: MessageStep[];
  items: MessageItem[];
  order?: string | null;
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

/** An import to be begun: the company's documented instruction. */
export type NewImport = {
  attestation: boolean;
  attested_words: number;
  basis: ImportBasis;
  channel?: string | null;
  evidence?: ImportEvidence;
  kind: ImportKind;
  label: string;
  purposes?: string[];
  source: ImportSource;
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

/** How many opted out of every company's messages. */
export type OptOuts = {
  floor: number;
  n?: number | null;
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
export type Page_DecisionRow = {
  items: Array<{
    at: Time;
    id: string;
    journey: JourneyRef;
    profile: string;
    reason: string;
  }>;
  next?: string | null;
};

/** One page of a list. */
export type Page_Import = {
  items: Array<{
    added?: number | null;
    attested_at: Time;
    attested_by: string;
    attested_by_email?: string | null;
    attested_words: number;
    basis: ImportBasis;
    channel: string;
    closed_at?: Time | null;
    created_at: Time;
    evidence: ImportEvidence;
    id: string;
    inform_by?: Time | null;
    instruction: string;
    invalid: number;
    invalid_first: InvalidRow[];
    kind: ImportKind;
    known?: number | null;
    label: string;
    purposes: string[];
    rows: number;
    source: ImportSource;
    state: string;
    suppressed?: number | null;
    without_evidence?: number | null;
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

/** What could be sent to a person at this moment. */
export type Possible = {
  at: Time;
  items: PossibleRow[];
};

/** Whether such a message could be sent. */
export type PossibleRow = {
  channel: string;
  class: string;
  contact: string;
  decision: DecisionTold;
  granted: boolean;
  purpose: string;
  title: string;
  use: string;
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

/** A purpose to be added or changed, and why. */
export type PurposeChange = {
  reason: string;
  terms: PurposeTerms;
};

/** A purpose. */
export type PurposeRow = {
  asked: boolean;
  own: boolean;
  purpose: string;
  spoken: PurposeWords[];
  terms: PurposeTerms;
};

/** What holds of a purpose. */
export type PurposeTerms = {
  active: boolean;
  basis: Basis;
  categories: Category[];
  condition?: Condition | null;
  does: Doing;
  notice: string;
  recipients: string[];
  relevance: Relevance;
  term_days: number;
  title: string;
  words?: PurposeWords[];
};

/** The words in which a purpose is asked for, in one language. */
export type PurposeWords = {
  language: string;
  text: string;
  title: string;
};

/** What a tenant uses data for. */
export type Purposes = {
  at: Time;
  items: PurposeRow[];
  version: number;
};

/** The hours a tenant chooses, for each channel: part of its policy. `None` is any hour of any day. Law narrows it, and nothing widens it. */
export type QuietHours = {
  email?: Week | null;
  sms?: Week | null;
};

/** Why somebody's contact data is looked at (R183). */
export type Reason = "support" | "data_subject_request" | "legal" | "security";

/** A reason and how often. */
export type ReasonCount = {
  n: number;
  reason: string;
};

/** Codes for the day the phone is lost; each opens once. They are shown now and never again. */
export type RecoveryCodes = {
  recovery_codes: string[];
};

/** A reason and how often it was one. */
export type Refused = {
  n: number;
  reason: string;
};

/** Who gets a message for a purpose, of those who said yes (R083). */
export type Relevance = "subscribed" | {
  active: number;
} | {
  affinity: number;
};

/** What a member is at a tenant; [`Role::Operator`] is one of the installation. */
export type Role = "owner" | "marketer" | "analyst" | "developer" | "privacy_officer" | "support" | "operator";

/** A change of the rules. */
export type RuleChange = {
  at: Time;
  changes: Change[];
  email?: string | null;
  member?: string | null;
  reason: string;
  version: number;
};

/** What was changed of the rules. */
export type RuleChanges = {
  items: RuleChange[];
};

/** The secret of a second factor, for an authenticator app. It counts once a first code has proven it. */
export type Secret = {
  qr_svg: string;
  secret: string;
  uri: string;
};

/** Something sensitive that was not stored. */
export type SensitiveRefused = {
  found: string;
  n: number;
  source: string;
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

/** A cookie of the shop, for the public table. */
export type ShopCookie = {
  category: CookieCategory;
  days?: number | null;
  name: string;
  policy?: string;
  purpose: string;
  supplier: string;
};

/** How a tenant's pages look. */
export type ShownBrand = {
  accent?: string | null;
  logo?: ShownLogo | null;
};

/** A tenant's logo. */
export type ShownLogo = {
  height: number;
  url: string;
  width: number;
};

/** Colours such as `#17614a`. */
export type ShownShades = {
  accent: string;
  on_accent: string;
  soft: string;
};

/** How many addresses are suppressed since a month. */
export type SuppressionCount = {
  channel: string;
  month: Day;
  n?: number | null;
  reason: string;
  scope: string;
};

/** How many addresses are suppressed. */
export type Suppressions = {
  floor: number;
  items: SuppressionCount[];
  total: number;
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

/** Allowed hours: the same on each allowed day, unless a day has its own. */
export type Week = {
  days?: Weekday[];
  from: string;
  holidays?: boolean;
  on?: {
    [name: string]: DayHours;
  };
  to: string;
};

/** A day of the week. */
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** A password chosen by a one-time link. */
export type Welcome = {
  code?: string | null;
  email?: string | null;
  password: string;
  token: string;
};

/** What becomes of a message for somebody who has enough. */
export type WhenCapped = "skip" | {
  hold: number;
} | "give_way";

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
  "/api/opt-outs": {
    GET: {
      path: undefined;
      query: undefined;
      body: undefined;
      answer: OptOuts;
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
  "/api/tenants/{tenant}/banner": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: BannerAndAnswers;
    };
    PUT: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: BannerChange;
      answer: BannerAndAnswers;
    };
  };
  "/api/tenants/{tenant}/brand": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: ShownBrand;
    };
    PUT: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: ChosenColour;
      answer: ShownBrand;
    };
  };
  "/api/tenants/{tenant}/brand/logo": {
    PUT: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: Blob;
      answer: ShownBrand;
    };
    DELETE: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: ShownBrand;
    };
  };
  "/api/tenants/{tenant}/brand/shades": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        accent?: string;
      };
      body: undefined;
      answer: BrandShades;
    };
  };
  "/api/tenants/{tenant}/caps": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: CapsAndHours;
    };
    PUT: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: CapsChange;
      answer: CapsAndHours;
    };
  };
  "/api/tenants/{tenant}/decision-totals": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        days?: number;
      };
      body: undefined;
      answer: DecisionTotals;
    };
  };
  "/api/tenants/{tenant}/decisions": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        journey?: number;
        reason?: string;
        profile?: string;
        limit?: number;
        cursor?: string;
      };
      body: undefined;
      answer: Page_DecisionRow;
    };
  };
  "/api/tenants/{tenant}/decisions/{id}": {
    GET: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: DecisionFound;
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
  "/api/tenants/{tenant}/duties": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: Duties;
    };
  };
  "/api/tenants/{tenant}/duties/agreement": {
    POST: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: Acceptance;
      answer: undefined;
    };
  };
  "/api/tenants/{tenant}/imports": {
    GET: {
      path: {
        tenant: number;
      };
      query: {
        limit?: number;
        cursor?: string;
      };
      body: undefined;
      answer: Page_Import;
    };
    POST: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: NewImport;
      answer: Import;
    };
  };
  "/api/tenants/{tenant}/imports/attestation": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: ImportAttestation;
    };
  };
  "/api/tenants/{tenant}/imports/{id}": {
    GET: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: Import;
    };
  };
  "/api/tenants/{tenant}/imports/{id}/close": {
    POST: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: Import;
    };
  };
  "/api/tenants/{tenant}/imports/{id}/rows": {
    POST: {
      path: {
        tenant: number;
        id: string;
      };
      query: {
        part: number;
      };
      body: Blob;
      answer: ImportPart;
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
  "/api/tenants/{tenant}/profiles/{id}/ledger": {
    GET: {
      path: {
        tenant: number;
        id: string;
      };
      query: {
        known?: string;
      };
      body: undefined;
      answer: Ledger;
    };
  };
  "/api/tenants/{tenant}/profiles/{id}/possible": {
    GET: {
      path: {
        tenant: number;
        id: string;
      };
      query: undefined;
      body: undefined;
      answer: Possible;
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
  "/api/tenants/{tenant}/purposes": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: Purposes;
    };
    POST: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: PurposeChange;
      answer: PurposeRow;
    };
  };
  "/api/tenants/{tenant}/purposes/{purpose}": {
    PUT: {
      path: {
        tenant: number;
        purpose: string;
      };
      query: undefined;
      body: PurposeChange;
      answer: PurposeRow;
    };
  };
  "/api/tenants/{tenant}/rule-changes": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: RuleChanges;
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
  "/api/tenants/{tenant}/suppressions": {
    GET: {
      path: {
        tenant: number;
      };
      query: undefined;
      body: undefined;
      answer: Suppressions;
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
