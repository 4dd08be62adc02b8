// Writes every page of the customers with invented people, for a browser to look at:
//   lofte-sample-pages policies/usbstars.toml FOLDER
// FOLDER gets NAME.sv.html and NAME.en.html for each page, and assets/.
//
// Long because: every page of a customer is here, one after another.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>

#include "edge/pages/pages.hpp"
#include "people.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::tests {
namespace {

using namespace edge::pages;
using promise::policy::Policy;
using Writers = std::map<std::string, std::function<std::string(Policy const&, View const&)>>;

CustomerPages const& pages() {
  static CustomerPages const made;
  return made;
}

Day in_may(int of_month) {
  return sample_today + std::chrono::days{of_month - 12};
}

View signed_in(View view, std::string name) {
  view.visitor = Visitor{.name = std::move(name)};
  return view;
}

void add_account_pages(Writers& writers) {
  writers["sign-in"] = [](Policy const& policy, View const& view) {
    return pages().sign_in(policy, view, {.next = "/me/orders", .passkey = PasskeyOffer::offered});
  };
  writers["sign-in-faulty"] = [](Policy const& policy, View const& view) {
    return pages().sign_in(
        policy, view,
        {.email = "anna.berg@example.com", .faults = {{.field = "", .fault = Fault::not_known}}});
  };
  writers["register"] = [](Policy const& policy, View const& view) {
    return pages().registering(policy, view, {});
  };
  writers["register-faulty"] = [](Policy const& policy, View const& view) {
    return pages().registering(
        policy, view,
        {.typed = {.name = "Anna \"Ann\" <Berg>", .email = "anna@", .city = "Karlstad"},
         .faults = {{.field = "email", .fault = Fault::malformed},
                    {.field = "phone", .fault = Fault::missing}}});
  };
  writers["notice"] = [](Policy const& policy, View const& view) {
    return pages().notice(policy, view,
                          {.kind = NoticePage::Kind::look_in_your_mail,
                           .email = "anna.berg@example.com",
                           .link_minutes = 30});
  };
  writers["press-registration"] = [](Policy const& policy, View const& view) {
    return pages().press(policy, view,
                         {.kind = PressPage::Kind::registration,
                          .path = "/register/token",
                          .faults = {{.field = "new_password", .fault = Fault::too_short}}});
  };
  writers["notice-erased"] = [](Policy const& policy, View const& view) {
    return pages().notice(policy, view,
                          {.kind = NoticePage::Kind::erased, .receipt = "/receipts/token"});
  };
  writers["problem-404"] = [](Policy const& policy, View const& view) {
    return pages().problem(policy, view, {.status = 404, .code = "http.not_found"});
  };
}

ContactPage sample_contact() {
  return {.typed = {.name = "Anna \u202E<Berg> \U0001F600", .email = "anna@", .kind = "complaint"},
          .submission = "3f2f3a526f0c4a359b620e7b5a0f9d11",
          .takes = {.enquiries = true, .phone = true, .kind = true, .files = true},
          .kinds = {"question", "complaint"},
          .accept = ".pdf,.png",
          .files_max = 5,
          .files_mib_max = 5};
}

void add_contact_pages(Writers& writers) {
  writers["contact"] = [](Policy const& policy, View const& view) {
    ContactPage page = sample_contact();
    page.typed = {};
    return pages().contact(policy, view, page);
  };
  writers["contact-faulty"] = [](Policy const& policy, View const& view) {
    ContactPage page = sample_contact();
    page.faults = {{.field = "email", .fault = Fault::malformed},
                   {.field = "message", .fault = Fault::missing},
                   {.field = "files", .fault = Fault::file_type}};
    return pages().contact(policy, view, page);
  };
  writers["contact-sent"] = [](Policy const& policy, View const& view) {
    return pages().notice(policy, view,
                          {.kind = NoticePage::Kind::enquiry_sent,
                           .email = "anna.berg@example.com",
                           .enquiry = "/case/abc"});
  };
  writers["case"] = [](Policy const& policy, View const& view) {
    return pages().enquiry_case(
        policy, view,
        {.token = "abc",
         .state = CasePage::State::answered,
         .received = in_may(3),
         .answered = in_may(5),
         .kind = "complaint",
         .message = "Pinnen gick sönder.\n\n2026-05-04\nDen är röd <b>och</b> blå.",
         .answer = "En ny är på väg.\nHälsningar, butiken",
         .files = {{.name = "trasig pinne.jpg", .bytes = 345'678}, {.name = "a.pdf", .bytes = 10}},
         .accept = ".pdf,.png",
         .files_max = 5,
         .files_mib_max = 5});
  };
  writers["case-closed"] = [](Policy const& policy, View const& view) {
    return pages().enquiry_case(policy, view,
                                {.token = "abc",
                                 .state = CasePage::State::closed,
                                 .received = in_may(3),
                                 .closed = in_may(6),
                                 .message = "Kan man få den i rött?"});
  };
}

void add_mailing_pages(Writers& writers) {
  for (auto const& [name, state] : {std::pair{"unsubscribe", Choice::State::on},
                                    std::pair{"unsubscribe-ended", Choice::State::off}}) {
    writers[name] = [state](Policy const& policy, View const& view) {
      UnsubscribePage page{.purpose = "marketing",
                           .channel = "email",
                           .path = "/unsubscribe/token",
                           .choices_path = "/unsubscribe/token/choices",
                           .choices = anna().choices};
      std::erase_if(page.choices,
                    [](Choice const& choice) { return choice.purpose != "marketing"; });
      page.choices.front().state = state;
      return pages().unsubscribe(policy, view, page);
    };
  }
}

WriteReviewPage sample_form() {
  return {.typed = {.name = "Anna \u202E<B.> \U0001F600", .email = "anna@", .text = "Fungerar."},
          .submission = "3f2f3a526f0c4a359b620e7b5a0f9d11",
          .licence = "Butiken får visa det jag har skrivit.\nJag kan ta tillbaka det när jag vill.",
          .licence_mark = "mark",
          .takes = {.name = true, .about = true, .email = true}};
}

OwnPublication sample_own(OwnPublication::State state) {
  return {.state = state,
          .submitted = in_may(3),
          .published =
              state == OwnPublication::State::waiting ? std::nullopt : std::optional(in_may(5)),
          .ends = {.kind = Ending::Kind::dated, .last = in_may(3) + std::chrono::days{3650}},
          .name = "Anna B.",
          .about = "USB-minne 32 GB",
          .text = "Fungerar <b>utmärkt</b>.\nשלום \U0001F600",
          .licence = "Butiken får visa det jag har skrivit.",
          .path = "/me/publications",
          .record = "3f2f3a526f0c4a359b620e7b5a0f9d11"};
}

void add_publication_pages(Writers& writers) {
  writers["reviews"] = [](Policy const& policy, View const& view) {
    return pages().reviews(
        policy, view,
        {.reviews = {{.published = in_may(5),
                      .name = "שלום \U0001F600",
                      .about = "USB-minne 32 GB",
                      .text = "Fungerar <b>utmärkt</b>.\nOch är rött."},
                     {.published = in_may(4), .text = std::string(300, 'a') + " utan mellanslag"}},
         .pager = {.page = 1, .pages = 3}});
  };
  writers["reviews-none"] = [](Policy const& policy, View const& view) {
    return pages().reviews(policy, view, {});
  };
  writers["review-write"] = [](Policy const& policy, View const& view) {
    WriteReviewPage page = sample_form();
    page.typed = {};
    return pages().write_review(policy, view, page);
  };
  writers["review-write-faulty"] = [](Policy const& policy, View const& view) {
    WriteReviewPage page = sample_form();
    page.faults = {{.field = "email", .fault = Fault::malformed},
                   {.field = "licence", .fault = Fault::missing}};
    return pages().write_review(policy, view, page);
  };
  writers["review-sent"] = [](Policy const& policy, View const& view) {
    return pages().notice(policy, view,
                          {.kind = NoticePage::Kind::publication_sent,
                           .receipt = "/receipts/token",
                           .own = "/reviews/own/abc"});
  };
  writers["review-own"] = [](Policy const& policy, View const& view) {
    OwnPublication page = sample_own(OwnPublication::State::published);
    page.path = "/reviews/own/abc";
    page.record = "";
    return pages().own_publication(policy, view, page);
  };
  writers["me-publications"] = [](Policy const& policy, View const& view) {
    using State = OwnPublication::State;
    return pages().own_publications(
        policy, signed_in(view, "Anna Berg"),
        {.publications = {sample_own(State::waiting), sample_own(State::published),
                          sample_own(State::withdrawn)}});
  };
}

void add_overviews(Writers& writers) {
  struct Case {
    std::string suffix;
    Person person;
  };
  for (auto const& [suffix, person] : {Case{"", anna()}, Case{"-200", of_200_records()},
                                       Case{"-troublesome", troublesome()}, Case{"-empty", {}}}) {
    writers["me" + suffix] = [person](Policy const& policy, View const& view) {
      return pages().overview(policy, signed_in(view, person.name), {.records = person.records});
    };
    writers["data" + suffix] = [person](Policy const& policy, View const& view) {
      return pages().data(policy, signed_in(view, person.name), {.records = person.records});
    };
  }
  writers["data-one"] = [](Policy const& policy, View const& view) {
    return pages().data(policy, signed_in(view, anna().name), {.records = {anna().records[1]}});
  };
  writers["choices"] = [](Policy const& policy, View view) {
    view.flash = Flash::choice_saved;
    return pages().choices(policy, signed_in(view, anna().name), {.choices = anna().choices});
  };
  writers["me-paused"] = [](Policy const& policy, View view) {
    view = signed_in(view, anna().name);
    view.visitor->restricted_since = in_may(2);
    std::vector<HeldRecord> records = anna().records;
    records.at(0).held_for.clear();  // the pause alone keeps it
    records.at(1).held_for.clear();
    records.at(1).legal_hold = Ending{.kind = Ending::Kind::on_release, .last = in_may(30)};
    return pages().overview(policy, view, {.records = records});
  };
}

std::vector<Order> orders_of(Person const& person) {
  std::vector<Order> orders;
  for (HeldRecord const& record : person.records) {
    if (record.shape == "order" && orders.size() < 10) {
      orders.push_back({.record = record.id,
                        .reference = record.reference,
                        .placed = record.collected,
                        .events = record.events,
                        .lines = {"2 × USB-minne 64 GB", "1 × Halsband, silver"},
                        .total = "498,00 kr",
                        .documents = {{.kind = Document::Kind::receipt,
                                       .number = "K-" + record.reference,
                                       .path = "/me/orders/receipt/1"}}});
    }
  }
  return orders;
}

TrailPage sample_trail() {
  using By = TrailEntry::By;
  std::vector<std::string> const some{"name", "delivery_address", "phone"};
  return {.entries = {{.at = moment(in_may(12), 560),
                       .by = By::staff,
                       .actor = "Lager",
                       .act = "read",
                       .purpose = "contract",
                       .shape = "order",
                       .fields = some,
                       .times = 12},
                      {.at = moment(in_may(12), 430),
                       .by = By::system,
                       .actor = "utskick",
                       .act = "refused",
                       .purpose = "marketing",
                       .shape = "account",
                       .fields = {"phone"},
                       .reason = "ended"},
                      {.at = moment(in_may(12), 400), .by = By::you, .act = "access_given"},
                      {.at = moment(in_may(3), 800),
                       .by = By::you,
                       .act = "objected",
                       .purpose = "marketing"},
                      {.at = moment(in_may(1), 710),
                       .by = By::system,
                       .act = "recipient_acknowledged",
                       .recipient = "carrier",
                       .about = "rectified"},
                      {.at = moment(in_may(1), 700),
                       .by = By::system,
                       .actor = "webshop",
                       .act = "collected",
                       .shape = "order",
                       .fields = some}},
          .sign_ins = {{.at = moment(in_may(12), 395), .device = "Firefox, Linux"},
                       {.at = moment(in_may(11), 1200),
                        .way = SignIn::Way::mailed_link,
                        .device = "Safari, iPhone"}},
          .pager = {.page = 1, .pages = 4}};
}

void add_rooms(Writers& writers) {
  writers["orders"] = [](Policy const& policy, View const& view) {
    return pages().orders(policy, signed_in(view, anna().name), {.orders = orders_of(anna())});
  };
  writers["orders-empty"] = [](Policy const& policy, View const& view) {
    return pages().orders(policy, signed_in(view, anna().name), {});
  };
  writers["trail"] = [](Policy const& policy, View const& view) {
    return pages().trail(policy, signed_in(view, anna().name), sample_trail());
  };
  writers["rights"] = [](Policy const& policy, View view) {
    view = signed_in(view, anna().name);
    view.visitor->restricted_since = in_may(2);
    return pages().rights(policy, view, anna_has_asked_for());
  };
  writers["security-passkeys"] = [](Policy const& policy, View const& view) {
    return pages().security(
        policy, signed_in(view, anna().name),
        {.email = "anna.berg@example.com",
         .passkeys =
             PasskeySection{.passkeys = {{.id = "YQ", .name = "iPhone <Anna>", .added = in_may(1)},
                                         {.id = "Yg",
                                          .name = std::string(80, 'x'),
                                          .added = in_may(9),
                                          .backup = Passkey::Backup::done}},
                            .proof = PasskeySection::Proof::fresh,
                            .faults = {{.field = "name", .fault = Fault::missing}}}});
  };
  writers["security-passkeys-prove"] = [](Policy const& policy, View const& view) {
    return pages().security(
        policy, signed_in(view, anna().name),
        {.email = "anna.berg@example.com",
         .passkeys = PasskeySection{.passkeys = {{.id = "YQ",
                                                  .name = "iPhone",
                                                  .added = in_may(1),
                                                  .backup = Passkey::Backup::eligible}},
                                    .faults = {{.field = "password", .fault = Fault::wrong},
                                               {.field = "", .fault = Fault::passkey_refused}}}});
  };
  writers["security"] = [](Policy const& policy, View const& view) {
    return pages().security(
        policy, signed_in(view, anna().name),
        {.email = "anna.berg@example.com",
         .sessions = {{.id = "a1",
                       .device = "Firefox, Linux",
                       .begun = moment(in_may(12), 395),
                       .seen = moment(in_may(12), 600),
                       .where = Session::Where::here},
                      {.id = "b2",
                       .device = "Safari, iPhone",
                       .begun = moment(in_may(1), 100),
                       .seen = moment(in_may(9), 300)}},
         .password_faults = {{.field = "new_password", .fault = Fault::too_common}}});
  };
}

std::vector<StayingOn> staying(Person const& person) {
  std::vector<StayingOn> stays;
  for (HeldRecord const& record : person.records) {
    for (HeldFor const& held : record.held_for) {
      if (held.purpose == "bookkeeping") {
        stays.push_back({.shape = record.shape,
                         .reference = record.reference,
                         .purpose = held.purpose,
                         .fields = held.fields,
                         .ends = held.ends});
      }
    }
    if (record.legal_hold) {
      stays.push_back({.shape = record.shape, .ends = *record.legal_hold});
    }
  }
  return stays;
}

ErasePreview preview_of(Person const& person) {
  ErasePreview page{.stays = staying(person), .undo_days = 7};
  for (HeldRecord const& record : person.records) {
    Going going{.shape = record.shape, .reference = record.reference};
    for (HeldField const& field : record.fields) {
      going.fields.push_back(field.name);
    }
    page.goes.push_back(std::move(going));
  }
  return page;
}

void add_rights(Writers& writers) {
  for (auto const& [name, person] :
       {std::pair{"correct", anna()}, std::pair{"correct-troublesome", troublesome()}}) {
    writers[name] = [person](Policy const& policy, View const& view) {
      return pages().correct(policy, signed_in(view, person.name),
                             {.record = person.records[0],
                              .typed = {{.name = "phone", .value = "noll sju noll"}},
                              .faults = {{.field = "field.phone", .fault = Fault::malformed}}});
    };
  }
  for (auto const& [name, person] :
       {std::pair{"erase", anna()}, std::pair{"erase-200", of_200_records()}}) {
    writers[name] = [person](Policy const& policy, View const& view) {
      return pages().erase_preview(policy, signed_in(view, person.name), preview_of(person));
    };
  }
  writers["erase-pending"] = [](Policy const& policy, View view) {
    view = signed_in(view, anna().name);
    view.visitor->erasure_undo_until = in_may(19);
    return pages().erase_pending(
        policy, view, {.asked = in_may(12), .undo_until = in_may(19), .stays = staying(anna())});
  };
  for (auto const& [name, carrier] : {std::pair{"package", AccessPackage::Carrier::page},
                                      std::pair{"package-file", AccessPackage::Carrier::file}}) {
    writers[name] = [carrier](Policy const& policy, View const& view) {
      Person const person = anna();
      return pages().access_package(
          policy, signed_in(view, person.name),
          {.name = person.name,
           .made = moment(in_may(12), 610),
           .records = person.records,
           .choices = person.choices,
           .given = std::vector<Given>{{.recipient = "carrier",
                                        .purpose = "contract",
                                        .data = {"name", "address", "phone"},
                                        .on = in_may(1)},
                                       {.recipient = "swish",
                                        .purpose = "contract",
                                        .data = {"phone", "order_history"},
                                        .on = in_may(1)}},
           .carrier = carrier});
    };
  }
}

void add_policy(Writers& writers) {
  writers["policy"] = [](Policy const& policy, View const& view) {
    static Pages const public_pages;
    return public_pages.policy_page(
        policy, {.language = view.language,
                 .figures = {{"contract", "order", in_may(31), 812, 1204}},
                 .figures_as_of = sample_today,
                 .navigation = Navigation{.visitor = Visitor{.name = "Anna Berg"},
                                          .form_token = view.form_token},
                 .yours = {{.purpose = "contract",
                            .shape = "order",
                            .records = 3,
                            .fields = {"birth_date", "payment_option"},
                            .ends = {.kind = Ending::Kind::dated, .last = in_may(31)}},
                           {.purpose = "bookkeeping",
                            .shape = "order",
                            .records = 3,
                            .ends = {.kind = Ending::Kind::dated, .last = in_may(31)}}}});
  };
}

void write(std::filesystem::path const& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
}

int write_all(Policy const& policy, std::filesystem::path const& folder) {
  Writers writers;
  add_account_pages(writers);
  add_contact_pages(writers);
  add_mailing_pages(writers);
  add_publication_pages(writers);
  add_overviews(writers);
  add_rooms(writers);
  add_rights(writers);
  add_policy(writers);
  std::filesystem::create_directories(folder / "assets");
  for (std::string const& url :
       {style_url(), customer_style_url(), passkeys_script_url(), icon_url()}) {
    std::string const file = url.substr(url.rfind('/') + 1);
    write(folder / "assets" / file, find_asset(file)->content);
  }
  for (auto const& [name, page] : writers) {
    for (std::string const language : {"sv", "en"}) {
      View const view{.language = language,
                      .path = "/" + name,
                      .form_token = "sample-token",
                      .today = sample_today};
      write(folder / fmt::format("{}.{}.html", name, language), page(policy, view));
    }
  }
  return 0;
}

}  // namespace
}  // namespace lofte::tests

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: lofte-sample-pages POLICY FOLDER\n";
    return 2;
  }
  std::ifstream file(arguments[1]);
  std::string const text(std::istreambuf_iterator<char>(file), {});
  auto const parsed = lofte::promise::policy::parse(text, arguments[1]);
  return parsed.policy ? lofte::tests::write_all(*parsed.policy, arguments[2]) : 1;
}
