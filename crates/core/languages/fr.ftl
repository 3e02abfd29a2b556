# What people read, in French: the pages' texts, the names of purposes and the words in which a yes is asked.
# The format is Fluent (projectfluent.org). Every language has the same names, each with the same { $values }; a test says which is missing.

# The language's own name, and its number: the next free one, and the same for ever, for the numbers of wordings hold it.
language_name = Français
language_number = 2
number_group = { "\u202F" }
number_decimal = ,
money = { $amount }{ "\u00A0" }{ $currency }
date = { $day } { $month } { $year }, { $time }
day_1 = 1er
number = n° { $number }
month_1 = janvier
month_2 = février
month_3 = mars
month_4 = avril
month_5 = mai
month_6 = juin
month_7 = juillet
month_8 = août
month_9 = septembre
month_10 = octobre
month_11 = novembre
month_12 = décembre
channel_email = e-mail
channel_sms = SMS
yes = Oui
no = Non
notice = Politique de confidentialité
error_prefix = Erreur :
authority = Les réclamations peuvent être adressées à
languages = Cette page dans d’autres langues
to_preferences = Vos préférences

form_title = S’abonner à la newsletter
form_email = Adresse e-mail
form_trap = Laissez ce champ vide
form_choices = Si vous le souhaitez, en plus :
form_button = Je m’abonne
form_next = Vous recevrez un e-mail avec un bouton de confirmation, et un seul rappel si vous ne l’utilisez pas. Rien d’autre ne sera envoyé avant.
form_error_email = Veuillez saisir une adresse e-mail, par exemple nom@example.com.
form_error_too_many = Trop de tentatives depuis votre réseau. Veuillez réessayer plus tard.

form_sent_title = Consultez vos e-mails
form_sent_text = Si cette adresse peut être abonnée, un e-mail avec un bouton est en route. Ouvrez-le et confirmez.
form_sent_days = { FORM($days) ->
    [one] Le lien qu’il contient est valable { $days } jour.
   *[other] Le lien qu’il contient est valable { $days } jours.
}
form_sent_nothing = Si vous ne faites rien, vous recevrez un seul rappel et, après { $days } jours, l’adresse sera supprimée, sans abonnement.

confirm_title = Dernière étape : confirmez
confirm_lead = Avec ce bouton, vous acceptez de la part de { $controller } :
confirm_button = Oui, j’accepte
confirm_asked = Demandé le { $at }.
confirm_asked_at = Demandé le { $at } sur { $place }.
confirm_who = Ce n’était pas vous ? Fermez cette page : rien ne vous sera envoyé, sauf un seul rappel de cette question.

confirmed_title = Merci, c’est entendu
confirmed_text = { $controller } a désormais votre accord pour :
confirmed_change = Vous pouvez changer d’avis à tout moment : chaque message contient un lien qui y met fin en un clic.

unsubscribe_title = Se désabonner
unsubscribe_text = Avec ce bouton, vous ne recevrez plus de messages par { $channel } de { $controller } pour cette finalité : { $purpose }.
unsubscribe_all_text = Avec ce bouton, vous ne recevrez plus de messages commerciaux par { $channel } de { $controller }.
unsubscribe_button = Me désabonner
unsubscribe_everything = Me désabonner de tout
unsubscribe_nothing_else = Aucune connexion ni aucun motif n’est nécessaire. L’effet est immédiat.

unsubscribed_title = Désabonnement enregistré
unsubscribed_text = { $controller } ne vous enverra plus rien par { $channel } pour cette finalité : { $purpose }.
unsubscribed_all_text = { $controller } ne vous enverra plus de messages commerciaux par { $channel }.
unsubscribed_data = Ce qui a été enregistré de vos réactions à ces messages est supprimé après 24 heures. Seule une empreinte à clé de votre adresse est conservée, pour qu’elle ne soit pas ajoutée de nouveau.
everywhere_title = Les messages d’autres entreprises aussi ?
everywhere_text = D’autres entreprises envoient leurs messages avec le même logiciel. Un clic arrête aussi les leurs à cette adresse, pour toutes, d’aujourd’hui et de demain, et ce qu’elles ont enregistré à son sujet est effacé.
everywhere_button = Plus aucun message d’aucune entreprise
everywhere_said = Plus aucune entreprise qui utilise ce logiciel n’écrira à cette adresse, ni ne l’ajoutera de nouveau.
everywhere_undo_text = Vous pouvez revenir sur ce choix jusqu’au { $until }. Les autres entreprises pourront vous écrire comme avant ; { $controller } ne le pourra pas.
everywhere_undo_button = Revenir sur ce choix
undo_title = C’était une erreur ?
undo_text = Vous pouvez revenir en arrière jusqu’au { $until }. C’est un nouvel accord :
undo_button = M’abonner de nouveau

preferences_title = Vos préférences
preferences_lead = Ce que { $controller } peut vous envoyer, et comment. Cochez ce que vous voulez, laissez vide ce que vous ne voulez pas.
preferences_legend = J’accepte :
preferences_none = Si plus aucun type de message n’est coché, c’est un désabonnement : vous pouvez l’annuler pendant 24 heures, puis ce qui est conservé à cette fin est supprimé.
preferences_save = Enregistrer
pace_legend = À quelle fréquence, au plus
pace_any = Aussi souvent que { $controller } a quelque chose à dire
pace_week = Une fois par semaine
pace_month = Une fois par mois
pause_legend = Une pause
pause_none = Pas de pause
pause_keep = Comme jusqu’ici : rien avant le { $until }
pause_days = { FORM($days) ->
    [one] Rien pendant { $days } jour
   *[other] Rien pendant { $days } jours
}
pause_still = Vos commandes et vos demandes reçoivent toujours une réponse. Vos accords restent inchangés.
saved_pace = À quelle fréquence, au plus : { $pace }
saved_paused = Rien ne vient avant le { $until }.
state_on = Accord donné le { $at }
state_off = Terminé le { $at }
state_never = Pas d’accord donné
saved_title = C’est enregistré
saved_text = Votre choix est valable dès maintenant :

renewal_title = Continuons-nous ?
renewal_lead = Vous avez accepté ce qui suit. Sans un nouveau oui, cet accord prend fin le { $until } : { $controller } ne vous enverra plus rien, et ce qui est conservé sur vous à cette fin sera supprimé.
renewal_yes = Oui, continuez à m’écrire
renewal_no = Non, me désabonner
renewal_nothing = La question ne vous est posée qu’une fois. Ne rien faire vaut un non.
renewal_over_title = Votre accord a pris fin
renewal_over_text = { $controller } ne vous envoie plus rien, et ce qui était conservé sur vous à cette fin est supprimé.
renewal_over_back = Vous pouvez revenir à tout moment, comme toute personne qui s’abonne.
rights_title = Vos droits
rights_short = Vous pouvez à tout moment faire rectifier ou effacer vos données chez { $controller } et retirer votre accord.
rights_withdraw = Vous pouvez retirer votre accord à tout moment, aussi facilement que vous l’avez donné.
rights_access = Vous pouvez obtenir une copie de vos données et savoir d’où elles viennent.
rights_rectify = Vous pouvez faire rectifier des données inexactes.
rights_erase = Vous pouvez faire effacer vos données.
rights_object = Vous pouvez vous opposer à tout moment à la prospection ; elle cesse alors.
rights_complain = Vous pouvez introduire une réclamation auprès de votre autorité de protection des données.
rights_contact = Écrivez à { $controller } :

receipts = Vos accords dans un fichier
receipts_text = Chaque oui et chaque non de cette adresse, dans les mots qui figuraient là, à garder ou à remettre à quelqu’un. Pour des programmes : JSON-LD selon ISO/IEC TS 27560.
receipts_servers = Les serveurs qui font tourner ce logiciel pour { $controller } ; il ne sait pas dans quel pays ils se trouvent.

why_title = Pourquoi ai-je reçu ce message ?
why_lead = { $controller } vous l’a envoyé par { $channel } le { $at }. Sa finalité : { $purpose }.
why_evidence = Vous avez donné cet accord
why_used = Ce qui a été utilisé
why_used_text = Ces produits figurent dans le message en raison de ce que vous avez fait dans la boutique de { $controller }. Ce qui leur ressemble ou va avec eux a été trouvé d’après ce que tous ses visiteurs qui l’ont accepté ont regardé et acheté ensemble, sans noms ; rien d’autre n’a été utilisé.
why_source = D’où vient votre adresse
why_may_use = Ce qui peut être utilisé pour cela
why_received = Qui reçoit vos données pour cela
why_received_none = Personne d’autre que { $controller } et ceux qui exploitent pour son compte ce logiciel et ses serveurs de messagerie.
why_received_only = En dehors d’eux, seulement { $controller } et ceux qui exploitent pour son compte ce logiciel et ses serveurs de messagerie.
source_form = Elle a été saisie dans un formulaire de la boutique et confirmée depuis cette adresse.
source_shop = Elle a été donnée dans la boutique, qui a la preuve de votre accord.
source_event = Elle a été donnée lors d’un événement, et il existe une preuve de votre accord.
source_list = Elle est venue avec une liste, et il existe une preuve de votre accord.
use_contact = Cette adresse
use_behaviour = Ce que vous avez consulté, cherché et mis au panier dans la boutique
use_orders = Ce que vous avez commandé
use_engagement = Quels messages vous avez ouverts et quels liens vous avez suivis
use_preferences = Ce que vous avez dit aimer
use_location = Où vous êtes
use_special = Des données sensibles, comme le dit leur description
why_do = Ce que vous pouvez faire

evidence_at = Donné le
evidence_ended = Terminé le
evidence_method = Comment
evidence_place = Où
evidence_version = Version du texte
evidence_entry = Entrée au registre
evidence_notice = Politique de confidentialité de ce jour-là
method_double_opt_in = formulaire, confirmé par e-mail
method_confirmed_by_mail = formulaire, confirmé par e-mail
method_banner = bandeau de consentement du site
method_consent_manager = gestionnaire de consentement du site
method_form = formulaire
method_preferences = page des préférences
method_undo = désabonnement annulé
method_renewal_page = page de renouvellement
method_import = import avec preuve
method_api = système de la boutique
item_cart = était dans le panier
item_viewed = a été vu
item_like = ressemble à ce que vous avez regardé : vu avec par d’autres, décrit de façon semblable, ou le plus vu de son genre
item_together = va avec ce qui est dans le panier : d’autres ont acheté les deux ensemble, ou des produits de ces deux sortes

notice_lead = { $controller } est responsable de ce qui est dit ici. Cette note est tirée des règles selon lesquelles le logiciel travaille.
notice_without = Sans votre oui, rien n’est conservé à votre sujet et rien n’est envoyé, sauf ce que demande un contrat avec vous ou la loi. Chaque oui peut être retiré aussi facilement qu’il a été donné.
notice_purposes = Ce qui est fait des données, et pourquoi
notice_basis = Fondement
notice_kept = Conservation
notice_days = { FORM($days) ->
    [one] { $days } jour au plus
   *[other] { $days } jours au plus
}
notice_more = En savoir plus
notice_profiling = Comment les messages sont choisis
notice_profiling_text = Si vous avez accepté une sélection personnelle, un programme choisit des produits d’après ce que vous avez consulté, mis au panier et acheté dans la boutique de { $controller }, et d’après ce que d’autres ont regardé et acheté ensemble, sans noms. Il ne décide que des produits qui vous sont montrés et du moment : rien qui ait un effet juridique, aucun prix, aucun crédit.
notice_version = Version { $version }, depuis le { $at }
notice_was = Voici cette politique telle qu’elle était du { $since } au { $until }.
notice_today = La politique telle qu’elle est aujourd’hui
notice_earlier = Versions antérieures
notice_span = Version { $version }, du { $since } au { $until }
basis_consent = Votre consentement
basis_contract = Un contrat avec vous, ou des démarches demandées par vous avant celui-ci
basis_legal_obligation = Une obligation légale
basis_vital_interests = La protection de la vie de quelqu’un
basis_public_task = Une mission d’intérêt public
basis_legitimate_interests = Des intérêts légitimes, si les vôtres ne l’emportent pas ; vous pouvez vous y opposer
does_remembers = Votre navigateur est reconnu, et ce que vous faites dans la boutique est retenu.
does_markets = Des messages commerciaux sont envoyés.
does_personalises = Les messages montrent ce qui convient à ce que vous faites dans la boutique.
does_notices = Les messages que vous ouvrez sont remarqués.
does_locates = Votre position est utilisée.
does_discloses = Des données sont transmises à d’autres.
does_informs = Vous êtes informé de ce que vous avez commandé, demandé ou devez savoir.
does_keeps = Les commandes sont conservées.
does_surveys = Votre avis vous est demandé.

cookies_title = Cookies
cookies_lead = { $controller } utilise avec Placet ces cookies et aucun autre. Chacun appartient à { $controller } seul.
cookies_lead_all = { $controller } utilise sur son propre site ces cookies et aucun autre.
cookies_none = Aucun.
cookie_purpose = Finalité
cookie_supplier = Déposé par
cookie_kept = Conservé
cookie_days = { FORM($days) ->
    [one] { $days } jour
   *[other] { $days } jours
}
cookie_days_refused = { FORM($days) ->
    [one] ; { $days } jour si vous avez tout refusé
   *[other] ; { $days } jours si vous avez tout refusé
}
cookie_third = Tiers
cookie_third_none = Aucun ne le reçoit
cookie_third_policy = Ce que ce tiers en dit
cookie_session = Jusqu’à la fermeture du navigateur
cookie_category_necessary = Strictement nécessaires
cookie_category_performance = Performance
cookie_category_advertising = Publicité et suivi
cookie_category_text_necessary = Le site ne peut s’en passer. Ceux qui retiennent votre réponse au sujet des cookies n’existent qu’une fois que vous avez répondu et ne disent rien de qui vous êtes.
cookie_category_text_performance = Ils n’existent qu’après votre accord et comptent les visites sans dire qui vous êtes.
cookie_category_text_advertising = Ils n’existent qu’après votre accord et cessent avec votre refus. Le contenu des nôtres est chiffré : aucun script ni personne d’autre ne peut le lire.
cookie_use_id = Reconnaît ce navigateur par un nombre aléatoire, afin que ce que vous regardez, mettez au panier et achetez ici puisse orienter ce qui vous est montré
cookie_use_term = Retient jusqu’à quand ce navigateur peut être reconnu ; la visite suivante ne déplace pas ce terme
cookie_use_seen = Retient quand ce navigateur est venu pour la dernière fois, pour distinguer une visite de la suivante
cookie_use_choices = Retient les catégories que vous avez choisies
cookie_use_disclaimer = Retient la version de l’information que vous avez acceptée
cookies_end = Comment y mettre fin
cookies_end_text = Vous pouvez changer votre choix sur chaque page de la boutique, supprimer les cookies dans votre navigateur ou les y bloquer. Ce qui est supprimé n’est pas rétabli, et vous êtes quelqu’un de nouveau jusqu’à un nouvel accord. Si vous bloquez aussi les cookies nécessaires, la boutique fonctionne tout de même et vous repose la question à chaque visite. Un navigateur qui envoie le Global Privacy Control est considéré comme un refus.

trouble_title_not_found = Il n’y a rien ici
trouble_text_not_found = L’adresse est incomplète ou la page n’existe plus. Veuillez rouvrir le lien de votre message.
trouble_title_gone = Ce lien n’est plus valable
trouble_text_gone = Ces liens ont une durée limitée. Si vous recevez encore des messages, le plus récent contient un lien qui fonctionne.
trouble_title_past = Ce message n’est plus affiché ici
trouble_text_past = Le contenu d’un message est conservé six jours. Le message lui-même reste dans votre boîte aussi longtemps que vous le gardez.
trouble_title_bad_form = Ce formulaire ne fonctionne pas
trouble_text_bad_form = Il a transmis quelque chose que nous ne pouvons pas accepter, et rien n’a été conservé. C’est à la boutique d’y remédier ; vous n’avez rien fait de faux.
trouble_title_closed = Pas de nouvelles inscriptions pour le moment
trouble_text_closed = L’entreprise ne peut écrire à personne actuellement ; rien de ce que vous avez saisi n’a été conservé. Veuillez revenir un autre jour.
trouble_to_form = Vers le formulaire
trouble_title_too_many = Veuillez patienter un peu
trouble_text_too_many = Cette page vient d’être demandée trop souvent. Veuillez réessayer dans un instant.
trouble_title_internal = Quelque chose n’a pas fonctionné
trouble_text_internal = L’erreur vient de nous. Veuillez réessayer ; si elle persiste, écrivez-nous avec ce numéro.
trouble_title_unavailable = Momentanément indisponible
trouble_text_unavailable = Rien n’est perdu. Veuillez réessayer dans une minute.
trouble_request = Numéro :

# Purposes: what they are called, and in which words a company asks for them that has not written its own.
purpose_tracking = Reconnaissance de cet appareil
purpose_tracking_asked = { $company } peut reconnaître cet appareil sur son propre site et retenir ce qui y est consulté, mis au panier et acheté.
purpose_marketing = Messages commerciaux
purpose_marketing_asked = { $company } peut m’envoyer des messages commerciaux à cette adresse. Je peux me désabonner à tout moment en un clic.
purpose_personalisation = Sélection personnelle
purpose_personalisation_asked = { $company } peut choisir le contenu de ces messages d’après ce que je consulte, mets au panier et achète dans sa boutique.
purpose_open_tracking = Suivi des ouvertures
purpose_open_tracking_asked = { $company } peut savoir quand j’ouvre ses messages.
purpose_location = Localisation
purpose_audiences = Audiences de plateformes publicitaires
purpose_audiences_asked = { $company } peut transmettre une empreinte de cette adresse à des plateformes publicitaires pour qu’elles m’affichent ses annonces.
purpose_service = Informations de service
purpose_orders = Commandes
purpose_survey = Enquêtes
purpose_survey_asked = { $company } peut me demander mon avis à cette adresse de temps en temps.
purpose_support = Assistance
