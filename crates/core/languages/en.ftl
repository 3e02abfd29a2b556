# What people read, in English: the pages' texts, the names of purposes and the words in which a yes is asked.
# The format is Fluent (projectfluent.org). Every language has the same names, each with the same { $values }; a test says which is missing.

# The language's own name, and its number: the next free one, and the same for ever, for the numbers of wordings hold it.
language_name = English
language_number = 0
number_group = ,
number_decimal = .
money = { $amount }{ "\u00A0" }{ $currency }
date = { $day } { $month } { $year }, { $time }
day_1 = 1
number = no. { $number }
month_1 = January
month_2 = February
month_3 = March
month_4 = April
month_5 = May
month_6 = June
month_7 = July
month_8 = August
month_9 = September
month_10 = October
month_11 = November
month_12 = December
channel_email = e-mail
channel_sms = SMS
yes = Yes
no = No
notice = Privacy notice
error_prefix = Error:
authority = Complaints can be made to
languages = This page in other languages
to_preferences = Your preferences

form_title = Subscribe to the newsletter
form_email = E-mail address
form_trap = Leave this field empty
form_choices = If you like, also:
form_button = Subscribe
form_next = You will get an e-mail with a button to confirm, and one reminder if you do not press it. Nothing else is sent before.
form_error_email = Please enter an e-mail address such as name@example.com.
form_error_too_many = Too many attempts from your network. Please try again later.

form_sent_title = Please look at your e-mails
form_sent_text = If this address can be subscribed, an e-mail with a button is on its way to it. Open it and confirm.
form_sent_days = { FORM($days) ->
    [one] The link in it is good for { $days } day.
   *[other] The link in it is good for { $days } days.
}
form_sent_nothing = If you do nothing, you get one reminder, and after { $days } days the address is deleted. You are not subscribed then.

confirm_title = One more step: confirm
confirm_lead = With the button you agree to this with { $controller }:
confirm_button = Yes, I agree
confirm_asked = Asked for on { $at }.
confirm_asked_at = Asked for on { $at } at { $place }.
confirm_who = Was it not you? Close this page: nothing is sent to you but one reminder of this question.

confirmed_title = Thank you, it is agreed
confirmed_text = { $controller } has your agreement from now on to:
confirmed_change = You can change your mind at any time: each message has a link that ends it with one click.

unsubscribe_title = Unsubscribe
unsubscribe_text = With this button you get no more messages by { $channel } from { $controller } for this purpose: { $purpose }.
unsubscribe_all_text = With this button you get no more marketing messages by { $channel } from { $controller }.
unsubscribe_button = Unsubscribe
unsubscribe_everything = Unsubscribe from everything
unsubscribe_nothing_else = No log-in is needed, and no reason. It takes effect at once.

unsubscribed_title = You are unsubscribed
unsubscribed_text = { $controller } will send you nothing more by { $channel } for this purpose: { $purpose }.
unsubscribed_all_text = { $controller } will send you no more marketing messages by { $channel }.
unsubscribed_data = What was recorded about your reactions to these messages is deleted after 24 hours. Only a keyed fingerprint of your address is kept, to make sure that it is not added again.
everywhere_title = Messages of other companies too?
everywhere_text = Other companies send their messages with the same software. One click ends those to this address as well, of all of them, today’s and future ones, and what they recorded about it is deleted.
everywhere_button = No more messages from any company
everywhere_said = No company that uses this software will write to this address any more, nor add it again.
everywhere_undo_text = You can take it back until { $until }. Other companies may then write to you as before; { $controller } may not.
everywhere_undo_button = Take it back
undo_title = Was it a mistake?
undo_text = You can take it back until { $until }. That is a new agreement:
undo_button = Subscribe me again

preferences_title = Your preferences
preferences_lead = What { $controller } may send you, and how. Tick what you want, leave empty what you do not want.
preferences_legend = I agree to:
preferences_none = If no kind of message stays ticked, that is an unsubscription: you can undo it for 24 hours, then what is kept for it is deleted.
preferences_save = Save
pace_legend = How often, at most
pace_any = As often as { $controller } has something to say
pace_week = Once a week
pace_month = Once a month
pause_legend = A pause
pause_none = No pause
pause_keep = As it is: nothing until { $until }
pause_days = { FORM($days) ->
    [one] Nothing for { $days } day
   *[other] Nothing for { $days } days
}
pause_still = What you order or ask for is still answered. Your agreements stay as they are.
saved_pace = How often, at most: { $pace }
saved_paused = Nothing comes until { $until }.
state_on = Agreed on { $at }
state_off = Ended on { $at }
state_never = Not agreed
saved_title = Saved
saved_text = Your choice holds from now on:

renewal_title = Shall it go on?
renewal_lead = You agreed to what stands below. Without a new yes it ends on { $until }: { $controller } then sends you nothing more, and what is kept about you for it is deleted.
renewal_yes = Yes, keep writing to me
renewal_no = No, unsubscribe
renewal_nothing = You are asked this once. If you do nothing, that is a no.
renewal_over_title = Your agreement has ended
renewal_over_text = { $controller } sends you nothing more, and what was kept about you for it is deleted.
renewal_over_back = You can come back at any time, as anybody who subscribes.
rights_title = Your rights
rights_short = You may have your data at { $controller } corrected or erased, and withdraw your agreement, at any time.
rights_withdraw = You can withdraw your agreement at any time, as easily as you gave it.
rights_access = You can get a copy of your data and see where it came from.
rights_rectify = You can have wrong data corrected.
rights_erase = You can have your data erased.
rights_object = You can object to direct marketing at any time; it then ends.
rights_complain = You can complain to your data protection authority.
rights_contact = Write to { $controller }:

receipts = Your agreements as a file
receipts_text = Every yes and every no of this address, in the words that stood there, to keep or to hand to somebody else. For programs: JSON-LD after ISO/IEC TS 27560.
receipts_servers = The servers that run this software for { $controller }; it does not know in which country they stand.

why_title = Why did I get this message?
why_lead = { $controller } sent it to you by { $channel } on { $at }. Its purpose: { $purpose }.
why_evidence = You agreed to this
why_used = What was used
why_used_text = These products are in the message because of what you did in the shop of { $controller }. What is like them or goes with them was found from what all its visitors who agreed to it looked at and bought together, without names; nothing else was used.
why_source = Where your address comes from
why_may_use = What may be used for it
why_received = Who receives your data for it
why_received_none = Nobody but { $controller } and those who run this software and its mail servers for it.
why_received_only = Beside them only { $controller }, and those who run this software and its mail servers for it.
source_form = It was entered into a form of the shop and confirmed from this address.
source_shop = It was given in the shop, which has the proof of your agreement.
source_event = It was given at an event, and there is proof of your agreement.
source_list = It came with a list, and there is proof of your agreement.
use_contact = This address
use_behaviour = What you viewed, searched for and put in the cart in the shop
use_orders = What you ordered
use_engagement = Which messages you opened and which links you followed
use_preferences = What you said you like
use_location = Where you are
use_special = Sensitive data, as its description says
why_do = What you can do

evidence_at = Given
evidence_ended = Ended
evidence_method = How
evidence_place = Where
evidence_version = Version of the wording
evidence_entry = Entry in the register
evidence_notice = Privacy notice of that day
method_double_opt_in = form, confirmed by e-mail
method_confirmed_by_mail = form, confirmed by e-mail
method_banner = consent banner of the site
method_consent_manager = consent manager of the site
method_form = form
method_preferences = preference page
method_undo = unsubscription taken back
method_renewal_page = renewal page
method_import = import with evidence
method_api = shop's system
item_cart = was in the cart
item_viewed = was viewed
item_like = is like what you looked at: seen together by others, described alike, or the most viewed of its kind
item_together = goes with what is in the cart: others bought the two together, or things of the two kinds

notice_lead = { $controller } is responsible for what is told here. It is made from the rules by which the software works.
notice_without = Without your yes nothing about you is stored and nothing is sent, save what a contract with you or the law asks for. Every yes can be taken back, as easily as it was given.
notice_purposes = What is done with data, and why
notice_basis = On what it rests
notice_kept = Kept for
notice_days = { FORM($days) ->
    [one] { $days } day at most
   *[other] { $days } days at most
}
notice_more = More about it
notice_profiling = How messages are chosen
notice_profiling_text = If you agreed to a personal selection, a program picks products by what you viewed, put in the cart and bought in the shop of { $controller }, and by what others looked at and bought together, without names. It decides nothing but which products you are shown and when: nothing with legal effect, no price, no credit.
notice_version = Version { $version }, since { $at }
notice_was = This is how the notice stood from { $since } until { $until }.
notice_today = The notice as it stands today
notice_earlier = Earlier versions
notice_span = Version { $version }, from { $since } until { $until }
basis_consent = Your consent
basis_contract = A contract with you, or steps you asked for before one
basis_legal_obligation = A legal obligation
basis_vital_interests = The protection of somebody’s life
basis_public_task = A task in the public interest
basis_legitimate_interests = Legitimate interests, where yours do not outweigh them; you can object
does_remembers = Your browser is recognised, and what you do in the shop is remembered.
does_markets = Marketing messages are sent.
does_personalises = Messages show what fits what you do in the shop.
does_notices = It is noticed which messages you open.
does_locates = Your place is used.
does_discloses = Data is given to others.
does_informs = You are told what you ordered, asked for or have to know.
does_keeps = Orders are kept.
does_surveys = You are asked for your opinion.

cookies_title = Cookies
cookies_lead = { $controller } uses these cookies with Placet, and no others. Each belongs to { $controller } alone.
cookies_lead_all = { $controller } uses these cookies on its own site, and no others.
cookies_none = None.
cookie_purpose = Purpose
cookie_supplier = Set by
cookie_kept = Kept for
cookie_days = { FORM($days) ->
    [one] { $days } day
   *[other] { $days } days
}
cookie_days_refused = { FORM($days) ->
    [one] ; { $days } day if you refused everything
   *[other] ; { $days } days if you refused everything
}
cookie_third = Third party
cookie_third_none = None gets it
cookie_third_policy = What they say of it
cookie_session = Until the browser is closed
cookie_category_necessary = Strictly necessary
cookie_category_performance = Performance
cookie_category_advertising = Advertising and tracking
cookie_category_text_necessary = The site cannot do without them. Those that remember your answer about cookies stand only once you have answered, and say nothing about who you are.
cookie_category_text_performance = They stand only after your yes, and count visits without saying who you are.
cookie_category_text_advertising = They stand only after your yes, and end with your no. The content of ours is encrypted: no script and nobody else can read it.
cookie_use_id = Recognises this browser by a random number, so that what you view, put in the cart and buy here can shape what you are shown
cookie_use_term = Holds until when this browser may be recognised; your next visit does not move it
cookie_use_seen = Holds when this browser was last here, so that a visit can be told from the next one
cookie_use_choices = Remembers which categories you chose
cookie_use_disclaimer = Remembers which version of the notice you accepted
cookies_end = How to end it
cookies_end_text = You can change your choice on each page of the shop, delete the cookies in your browser, or block them there. What is deleted is not brought back, and you are somebody new until you agree again. If you block the necessary ones too, the shop works all the same, and asks you again on each visit. A browser that sends Global Privacy Control is taken as a no.

trouble_title_not_found = There is nothing here
trouble_text_not_found = The address is not complete, or the page is no longer there. Please open the link from your message once more.
trouble_title_gone = This link is no longer good
trouble_text_gone = Links like this hold for a limited time. If you still get messages, the newest of them has a link that works.
trouble_title_past = This message is not shown here any more
trouble_text_past = What a message said is kept for six days. The message itself is in your mailbox for as long as you keep it.
trouble_title_bad_form = This form does not work
trouble_text_bad_form = It sent something along that we cannot take, and nothing was kept. That is the shop’s to mend; you did nothing wrong.
trouble_title_closed = No new subscriptions at the moment
trouble_text_closed = The company cannot write to anybody just now, so nothing that you typed was kept. Please come back another day.
trouble_to_form = To the form
trouble_title_too_many = Please wait a little
trouble_text_too_many = This page was asked for too often just now. Please try again in a moment.
trouble_title_internal = Something went wrong here
trouble_text_internal = The mistake is ours. Please try again; if it stays, write to us with this number.
trouble_title_unavailable = Not available at the moment
trouble_text_unavailable = Nothing is lost. Please try again in a minute.
trouble_request = Number:

# Purposes: what they are called, and in which words a company asks for them that has not written its own.
purpose_tracking = Remembering this device
purpose_tracking_asked = { $company } may recognise this device on its own site and remember what is viewed, put in the cart and bought here.
purpose_marketing = Marketing messages
purpose_marketing_asked = { $company } may send me marketing messages at this address. I can unsubscribe at any time with one click.
purpose_personalisation = Personal selection
purpose_personalisation_asked = { $company } may choose what these messages show by what I view, put in the cart and buy in its shop.
purpose_open_tracking = Noticing opened messages
purpose_open_tracking_asked = { $company } may notice when I open its messages.
purpose_location = Location
purpose_audiences = Audiences of advertising platforms
purpose_audiences_asked = { $company } may give a fingerprint of this address to advertising platforms, so that they show me its advertisements.
purpose_service = Service information
purpose_orders = Orders
purpose_survey = Surveys
purpose_survey_asked = { $company } may ask for my opinion at this address now and then.
purpose_support = Support
