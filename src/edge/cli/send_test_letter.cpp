// lofte mail test: sends one letter, or queues it, and says what came of it.
#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "base/random.hpp"
#include "custody/folder/data_folder.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/mail_file.hpp"
#include "edge/mail/outgoing_mail.hpp"

namespace lofte::edge::cli {

namespace {

mail::Letter test_letter(std::string const& address) {
  mail::Letter letter;
  letter.to_address = address;
  letter.subject = "Löfte: a test letter";
  letter.text =
      "This letter was sent by \"lofte mail test\".\n"
      "That it has arrived says that mail works.\n";
  return letter;
}

Exit queue(MailTestOptions const& options) {
  auto const opened = custody::folder::DataFolder::open(options.data);
  custody::mail_queue::MailQueue mails(opened->store(), opened->vault().ground().ring);
  mails.enqueue(mail::checked(test_letter(options.address)).encode(), opened->clock().now());
  say(fmt::format("queued: {} letters wait for lofte serve --mail", mails.waiting()));
  return Exit::done;
}

Exit told(mail::Answer const& answer) {
  std::string const what =
      answer.code != 0 ? fmt::format("it answers {}", answer.code) : answer.why;
  switch (answer.reply) {
    case mail::Reply::accepted:
      say("accepted: the mail server has taken the letter");
      return Exit::done;
    case mail::Reply::never:
      say("refused: the mail server will never take the letter: " + what);
      return Exit::refused;
    case mail::Reply::later:
      say("put off: the mail server does not take the letter now: " + what);
      return Exit::try_again;
    case mail::Reply::stopped:
    case mail::Reply::unreachable:
      say("unreachable: the mail server takes nothing: " + what);
      return Exit::try_again;
  }
  broken_invariant("a reply is one of four");
}

}  // namespace

Exit send_test_letter(MailTestOptions const& options) {
  if (options.mail.empty() == options.data.empty()) {
    throw Failure(FailureKind::bad_input,
                  {.code = "mail.test",
                   .message = "a test letter is either sent or queued",
                   .remedy = "give --mail FILE to send it now, or --data DIR to queue it"});
  }
  if (!options.data.empty()) {
    return queue(options);
  }
  SystemRandom random;
  return told(mail::send_now(read_mail_settings(options.mail), test_letter(options.address),
                             {.date = SystemClock().now(), .id = random_uuid(random)}));
}

}  // namespace lofte::edge::cli
