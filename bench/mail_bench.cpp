// Mail: letters queued durably, and sent to a server on this machine that takes everything; beside
// Python's smtplib, which sends to the same server over one connection and neither queues nor
// signs.
//   mail_bench [--letters N] [--connections N] [--runs N] [--dkim PEM] [--folder DIR]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "bench/measuring.hpp"
#include "bench/smtp_sink.hpp"
#include "custody/store/rocksdb_store.hpp"
#include "edge/mail/outgoing_mail.hpp"

namespace {

using namespace lofte;
using namespace lofte::edge;
using bench::Figure;
using custody::mail_queue::MailQueue;

constexpr unsigned queueing_threads = 8;

struct Settings {
  unsigned letters = 5000;
  unsigned connections = mail::connections_usual;
  int runs = 5;
  std::filesystem::path dkim;
  std::filesystem::path folder = ".";
};

mail::Letter letter(unsigned number) {
  mail::Letter letter;
  letter.to_address = fmt::format("customer{}@example.com", number);
  letter.to_name = "Åsa Berg";
  letter.subject = "Bekräfta din prenumeration";
  for (int line = 0; line < 20; ++line) {
    letter.text += "Hej! Den här raden är ungefär så lång som rader i brev brukar vara.\n";
  }
  letter.list_unsubscribe = "https://shop.example/u/0123456789abcdef0123456789abcdef";
  return letter;
}

class Ground {
 public:
  explicit Ground(std::filesystem::path const& folder)
      : store_(custody::store::RocksdbStore::open(folder / "store", {})) {
    for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
      auto const transaction = store_->begin(static_cast<Bucket>(bucket));
      custody::keys::KeyTree::create(ring_, *transaction, static_cast<Bucket>(bucket), 1);
      transaction->commit(custody::store::Durability::deferred);
    }
    store_->sync();
    queue_ = std::make_unique<MailQueue>(*store_, ring_);
  }

  MailQueue& queue() { return *queue_; }
  Clock const& clock() const { return clock_; }

  // Letters per second.
  double fill(unsigned letters) {
    std::atomic<unsigned> next{0};
    return letters / bench::on_threads(queueing_threads, [&](unsigned) {
             for (unsigned number = next++; number < letters; number = next++) {
               queue_->enqueue(mail::checked(letter(number)).encode(), clock_.now());
             }
           });
  }

 private:
  SystemRandom random_;
  SystemClock clock_;
  custody::keys::MemoryRootSlot root_slot_{random_};
  custody::keys::KeyRing ring_{root_slot_, random_};
  std::unique_ptr<custody::store::Store> store_;
  std::unique_ptr<MailQueue> queue_;
};

std::shared_ptr<mail::DkimSigner const> signer_of(std::filesystem::path const& key) {
  if (key.empty()) {
    return nullptr;
  }
  std::stringstream pem;
  pem << std::ifstream(key).rdbuf();
  return std::make_shared<mail::DkimSigner>(
      mail::DkimSettings{.domain = "shop.example", .selector = "lofte1", .key_pem = pem.str()});
}

// Letters per second, from the first connection to the last letter that is noted as sent.
double drain(Ground& ground, Settings const& settings, bench::SmtpSink const& sink,
             std::shared_ptr<mail::DkimSigner const> dkim) {
  std::atomic<unsigned> sent{0};
  bench::Stopwatch const watch;
  mail::SmtpServer server;
  server.security = mail::Security::plain;
  server.host = "127.0.0.1";
  server.port = sink.port();
  server.hello = "shop.example";
  mail::Dispatcher const dispatcher(
      {.queue = ground.queue(),
       .clock = ground.clock(),
       .connect =
           [&](std::stop_token stop) {
             return std::make_unique<mail::SmtpConnection>(server, std::move(stop));
           },
       .from = {.name = "Shop", .address = "privacy@shop.example"},
       .dkim = std::move(dkim),
       .questions = {.may_send = {},
                     .told =
                         [&](mail::Outcome const& outcome) {
                           require(outcome.kind == mail::Outcome::Kind::accepted,
                                   "the sink takes everything");
                           ++sent;
                           sent.notify_one();
                         }},
       .connections = settings.connections});
  for (unsigned seen = sent; seen < settings.letters; seen = sent) {
    sent.wait(seen);
  }
  return settings.letters / watch.seconds();
}

// The same message again and again, over one connection; letters per second.
double peer(Settings const& settings, bench::SmtpSink const& sink) {
  Bytes const message = mail::mime_of(mail::checked(letter(0)),
                                      {.name = "Shop", .address = "privacy@shop.example"}, {});
  auto const file = settings.folder / "mail_bench_message.eml";
  std::ofstream(file, std::ios::binary) << message;
  std::string const command = fmt::format(
      "python3 -c \"import smtplib; m = open('{}', 'rb').read(); s = smtplib.SMTP('127.0.0.1', {});"
      " [s.sendmail('a@shop.example', ['b@example.com'], m) for _ in range({})]; s.quit()\"",
      file.string(), sink.port(), settings.letters);
  double const seconds =
      bench::seconds_of([&] { require(std::system(command.c_str()) == 0, "python3 sends"); });
  std::filesystem::remove(file);
  return settings.letters / seconds;
}

void measure(Settings const& settings) {
  bench::TemporaryFolder const folder(settings.folder);
  bench::SmtpSink const sink;
  Ground ground(folder.path());
  auto const dkim = signer_of(settings.dkim);
  Figure queued;
  Figure sent;
  Figure signed_and_sent;
  Figure by_peer;
  Figure ratios;
  for (int run = 0; run < settings.runs; ++run) {
    queued.add(ground.fill(settings.letters));
    sent.add(drain(ground, settings, sink, nullptr));
    if (dkim) {
      ground.fill(settings.letters);
      signed_and_sent.add(drain(ground, settings, sink, dkim));
    }
    by_peer.add(peer(settings, sink));
    ratios.add(sent.latest() / by_peer.latest());
  }
  queued.print(fmt::format("queued durably, {} threads", queueing_threads), "letters/s");
  sent.print(fmt::format("sent, {} connections", settings.connections), "letters/s");
  if (dkim) {
    signed_and_sent.print("signed and sent", "letters/s");
  }
  by_peer.print("smtplib, one connection, one message", "letters/s");
  ratios.print("  ratio of each pair, unsigned", "");
}

}  // namespace

int main(int argument_count, char** arguments) {
  Settings settings;
  CLI::App app{"Mail, beside Python's smtplib."};
  app.add_option("--letters", settings.letters, "of each run");
  app.add_option("--connections", settings.connections, "at most, to the mail server");
  app.add_option("--runs", settings.runs, "how often each figure is taken");
  app.add_option("--dkim", settings.dkim, "a key to sign with, PEM");
  app.add_option("--folder", settings.folder, "where; its disk is the one measured");
  CLI11_PARSE(app, argument_count, arguments);
  bench::print_machine();
  measure(settings);
}
