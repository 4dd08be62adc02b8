#include "edge/mail/outgoing_mail.hpp"

namespace lofte::edge::mail {

namespace {

std::shared_ptr<DkimSigner const> signer_of(MailSettings const& settings) {
  return settings.dkim ? std::make_shared<DkimSigner>(*settings.dkim) : nullptr;
}

Dispatcher::Connect connect_to(SmtpServer server) {
  return [server = std::move(server)](std::stop_token stop) -> std::unique_ptr<Transport> {
    return std::make_unique<SmtpConnection>(server, std::move(stop));
  };
}

}  // namespace

OutgoingMail::OutgoingMail(MailSettings settings, Ground const& ground, Questions questions)
    : clock_(&ground.clock),
      queue_(ground.store, ground.ring),
      dispatcher_({.queue = queue_,
                   .clock = ground.clock,
                   .connect = connect_to(settings.server),
                   .from = settings.from,
                   .dkim = signer_of(settings),
                   .questions = std::move(questions)}) {}

void OutgoingMail::post(Letter letter) {
  queue_.enqueue(checked(std::move(letter)).encode(), clock_->now());
  dispatcher_.wake();
}

bool OutgoingMail::is_busy() const {
  Counts const counts = this->counts();
  return counts.is_away || counts.waiting >= custody::mail_queue::waiting_max / 2 ||
         queue_.due(clock_->now(), letters_ahead_usual_max) >= letters_ahead_usual_max;
}

Answer send_now(MailSettings settings, Letter letter, Postmark const& postmark) {
  letter = checked(std::move(letter));
  Bytes message = mime_of(letter, settings.from, postmark);
  if (auto const signer = signer_of(settings)) {
    message = signer->sign(message);
  }
  std::string const from = settings.from.address;
  return SmtpConnection(std::move(settings.server), {})
      .send({.from = from, .to = letter.to_address}, message);
}

}  // namespace lofte::edge::mail
