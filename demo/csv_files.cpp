#include "csv_files.hpp"

#include "base/failure.hpp"

namespace lofte::demo {

namespace {

std::filesystem::path made(std::filesystem::path const& folder) {
  std::error_code error;
  std::filesystem::create_directories(
      folder, error);  // what can't be made can't be written, which is told below
  return folder;
}

void append_field(std::string& line, std::string_view field) {
  if (field.find_first_of(",\"\n\r") == field.npos) {
    line += field;
    return;
  }
  line += '"';
  for (char const letter : field) {
    line.append(letter == '"' ? 2 : 1, letter);
  }
  line += '"';
}

std::string text_of(std::optional<Day> day) {
  return day ? to_string(*day) : "";
}

}  // namespace

CsvFiles::File::File(std::filesystem::path const& path, std::string_view header)
    : out(path, std::ios::binary) {
  out << header << '\n';
}

void CsvFiles::File::write_row(std::initializer_list<std::string_view> fields) {
  line.clear();
  for (std::string_view const field : fields) {
    append_field(line, field);
    line += ',';
  }
  line.back() = '\n';
  out << line;
  ++rows;
}

CsvFiles::CsvFiles(std::filesystem::path const& folder)
    : accounts_(made(folder) / "accounts.csv",
                "customer,name,address,phone,email,birth_date,ip,registered,closed"),
      orders_(folder / "orders.csv",
              "number,customer,name,address,phone,email,birth_date,lines,payment,ip,placed,paid,"
              "shipped,completed,cancelled"),
      subscriptions_(folder / "subscriptions.csv",
                     "customer,name,email,phone,interests,requested,confirmed,ended"),
      enquiries_(folder / "enquiries.csv",
                 "number,customer,name,email,phone,message,received,answered,closed"),
      reviews_(folder / "reviews.csv",
               "number,customer,name,email,text,licence,submitted,published") {}

void CsvFiles::add(Account const& account) {
  Person const& person = account.person;
  accounts_.write_row({std::to_string(account.customer), person.name(), person.address(),
                       person.phone_number(), person.email(), to_string(person.born), account.ip,
                       to_string(account.registered), text_of(account.closed)});
}

void CsvFiles::add(Order const& order) {
  Person const& person = order.person;
  orders_.write_row({std::to_string(order.number),
                     order.customer ? std::to_string(*order.customer) : "", person.name(),
                     person.address(), person.phone_number(), person.email(),
                     to_string(person.born), order.lines, order.payment_option, order.ip,
                     to_string(order.placed), text_of(order.paid), text_of(order.shipped),
                     text_of(order.completed), text_of(order.cancelled)});
}

void CsvFiles::add(Subscription const& subscription) {
  Person const& person = subscription.person;
  subscriptions_.write_row({std::to_string(subscription.customer), person.name(), person.email(),
                            person.phone_number(), subscription.interests,
                            to_string(subscription.requested), text_of(subscription.confirmed),
                            text_of(subscription.ended)});
}

void CsvFiles::add(Enquiry const& enquiry) {
  Person const& person = enquiry.person;
  enquiries_.write_row({std::to_string(enquiry.number), std::to_string(enquiry.customer),
                        person.name(), person.email(), person.phone_number(), enquiry.message,
                        to_string(enquiry.received), text_of(enquiry.answered),
                        text_of(enquiry.closed)});
}

void CsvFiles::add(Review const& review) {
  Person const& person = review.person;
  reviews_.write_row({std::to_string(review.number), std::to_string(review.customer), person.name(),
                      person.email(), review.text, "får visas i butiken med förnamn",
                      to_string(review.submitted), text_of(review.published)});
}

void CsvFiles::finish() {
  for (File* file : {&accounts_, &orders_, &subscriptions_, &enquiries_, &reviews_}) {
    file->out.close();
    if (!file->out) {
      throw Failure(FailureKind::unavailable,
                    {.code = "demo.unwritable",
                     .message = "the history's files can't be written",
                     .remedy = "may you write to the folder, and is there room on its disk?"});
    }
  }
}

}  // namespace lofte::demo
