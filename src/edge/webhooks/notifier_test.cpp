// Telling recipients, against a server on the loopback.
#include "edge/webhooks/notifier.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>

#include "base/failure.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"
#include "edge/http/server.hpp"
#include "edge/mail/pauses.hpp"

namespace lofte::edge::webhooks {
namespace {

using custody::store::Durability;
using custody::upkeep::Custody;
using promise::gate::the_person;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Takes notices, and answers as it is told; 204 when it is told nothing more.
class Recipient {
 public:
  Recipient()
      : server_(
            http::Server::open({.listen = {}, .hosts = {}, .tls = {}, .limits = {}},
                               [this](http::Request const& request) { return answer(request); })),
        thread_([this] { server_->run(); }) {
    ::setenv("no_proxy", "*", 1);
  }
  ~Recipient() {
    server_->stop();
    thread_.join();
  }
  Recipient(Recipient const&) = delete;
  Recipient& operator=(Recipient const&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/in"; }
  void answer_with(std::vector<int> statuses) {
    told_.with([&](Told& told) { told.statuses = std::move(statuses); });
  }
  std::vector<std::string> bodies() const {
    return told_.with([](Told const& told) { return told.bodies; });
  }

 private:
  struct Told {
    std::vector<int> statuses;
    std::vector<std::string> bodies;
  };
  http::Response answer(http::Request const& request) {
    int const status = told_.with([&](Told& told) {
      told.bodies.push_back(request.path + " " + request.body);
      if (told.statuses.empty()) {
        return 204;
      }
      int const first = told.statuses.front();
      told.statuses.erase(told.statuses.begin());
      return first;
    });
    http::Response response{.status = status, .content_type = {}, .headers = {}, .body = {}};
    return status == 307 ? std::move(response.with("Location", "/elsewhere")) : response;
  }

  Guarded<Told> told_;
  std::unique_ptr<http::Server> server_;
  std::thread thread_;
};

class NotifierTest : public testing::Test {
 protected:
  NotifierTest() : custody_(prepared(ground(), recipient_.url())), secrets_(file_, random_) {
    anna_ = vault().create_subject("anna", Durability::synced).subject;
    custody::vault::NewRecord order;
    order.shape = "order";
    order.fields.emplace_back("name", PersonalText("Anna Berg"));
    order.events = {{"placed", vault().today()}, {"completed", vault().today()}};
    record_ = vault().add_record(the_person, anna_, order, {}).record;
    start();
  }
  ~NotifierTest() override {
    notifier_.reset();
    std::filesystem::remove(file_);
  }
  Custody::Ground ground() {
    return {.store = store_, .slot = slot_, .clock = clock_, .random = random_};
  }
  // The carrier has a webhook; nobody else has.
  static Custody::Ground prepared(Custody::Ground const& ground, std::string const& url) {
    std::ifstream in(LOFTE_SOURCE_DIR "/policies/usbstars.toml");
    std::string policy(std::istreambuf_iterator<char>(in), {});
    std::string const carrier = "[recipient.carrier]\n";
    policy.insert(policy.find(carrier) + carrier.size(), "webhook = \"" + url + "\"\n");
    Custody::prepare(ground, policy);
    return ground;
  }
  // As the program does when it starts.
  void start() {
    notifier_.reset();
    notices_.reset();
    notices_ = std::make_unique<shop::recipients::Notices>(vault());
    notifier_ = std::make_unique<Notifier>(Notifier::Ground{.notices = *notices_,
                                                            .vault = vault(),
                                                            .clock = clock_,
                                                            .machine_clock = machine_clock_,
                                                            .secrets = secrets_});
  }
  custody::vault::Vault& vault() { return custody_.vault(); }
  void rectify() {
    vault().replace_fields(the_person, anna_, record_, {{"name", PersonalText("Anna Ek")}});
  }
  template <typename Holds>
  static void wait_until(Holds const& holds) {
    while (!holds()) {
      std::this_thread::yield();
    }
  }
  void wait_for_acknowledged(std::uint64_t count) {
    wait_until([&] { return notifier_->counts().acknowledged == count; });
  }
  void wait_for_failed(std::uint64_t count) {
    wait_until([&] { return notifier_->counts().failed == count; });
  }
  void wait_for_tasks(std::size_t count) {
    wait_until([&] { return notifier_->counts().tasks == count; });
  }
  void pass(std::chrono::milliseconds time) {
    clock_.set(clock_.now() + time);
    notifier_->wake();
  }
  std::optional<Task> task_of(std::string_view recipient) {
    for (Task const& task : notifier_->tasks()) {
      if (task.notice.recipient == recipient) {
        return task;
      }
    }
    return std::nullopt;
  }
  std::string trail() {
    std::string all;
    for (auto const& noting : vault().trail(anna_)) {
      all += noting.statement + "\n";
    }
    return all;
  }
  static std::filesystem::path fresh_file() {
    char pattern[] = "/tmp/lofte-webhook-secrets-XXXXXX";
    ::close(::mkstemp(pattern));
    std::filesystem::remove(pattern);
    return pattern;
  }

  Recipient recipient_;
  std::filesystem::path file_ = fresh_file();
  VirtualClock clock_{Instant{std::chrono::hours{494'000}}};  // in 2026
  SystemClock machine_clock_;
  SeededRandom random_{3};
  custody::store::MemoryStore store_;
  custody::keys::MemoryRootSlot slot_{random_};
  Custody custody_;
  Secrets secrets_;
  std::unique_ptr<shop::recipients::Notices> notices_;
  std::unique_ptr<Notifier> notifier_;
  SubjectId anna_;
  RecordId record_;
};

TEST_F(NotifierTest, TellsWhatWasDoneWithoutAnyValueAndNotesTheAcknowledgement) {
  secrets_.make("carrier");
  rectify();
  wait_for_acknowledged(1);
  ASSERT_EQ(recipient_.bodies().size(), 1U);
  EXPECT_THAT(recipient_.bodies()[0],
              AllOf(HasSubstr("/in {"), HasSubstr(R"("type":"subject.rectified")"),
                    HasSubstr(R"("subject":")" + to_string(anna_.value)),
                    HasSubstr(R"("categories":["name"])"), Not(HasSubstr("Ek"))));
  EXPECT_THAT(trail(), HasSubstr(R"("recipient":"carrier","about":"rectified")"));
  EXPECT_THAT(trail(), HasSubstr("recipient_acknowledged"));
  start();
  wait_for_tasks(2);
  EXPECT_EQ(recipient_.bodies().size(), 1U) << "and never again";
}

TEST_F(NotifierTest, TriesAgainAfterAPauseWhateverTheAnswerWas) {
  secrets_.make("carrier");
  recipient_.answer_with({500, 404, 307});
  rectify();
  std::chrono::minutes const pauses[] = {*mail::pause_after(1), *mail::pause_after(2),
                                         *mail::pause_after(3)};
  for (std::uint64_t i = 0; i < 3; ++i) {
    wait_for_failed(i + 1);
    EXPECT_EQ(recipient_.bodies().size(), i + 1);
    pass(pauses[i]);
  }
  wait_for_acknowledged(1);
  EXPECT_EQ(recipient_.bodies().size(), 4U);
  for (auto const& body : recipient_.bodies()) {
    EXPECT_THAT(body, HasSubstr("/in ")) << "no redirection is followed";
    EXPECT_EQ(body, recipient_.bodies()[0]);
  }
}

TEST_F(NotifierTest, WhatWasTriedInVainForFiveDaysIsATaskAlsoAfterAStart) {
  secrets_.make("carrier");
  recipient_.answer_with(std::vector<int>(50, 503));
  rectify();
  std::uint64_t attempts = 1;
  for (; mail::pause_after(static_cast<unsigned>(attempts)); ++attempts) {
    wait_for_failed(attempts);
    pass(*mail::pause_after(static_cast<unsigned>(attempts)));
  }
  wait_for_tasks(3);
  EXPECT_EQ(task_of("carrier")->because, Task::Because::gave_up);
  EXPECT_EQ(task_of("carrier")->attempts, attempts);
  EXPECT_EQ(recipient_.bodies().size(), attempts);
  start();
  wait_for_tasks(3);
  EXPECT_EQ(task_of("carrier")->because, Task::Because::gave_up);
  EXPECT_EQ(recipient_.bodies().size(), attempts);
}

TEST_F(NotifierTest, WithoutAWebhookItIsATaskThatSomebodyAcknowledges) {
  rectify();
  wait_for_tasks(3);
  auto const task = task_of("accountant");
  ASSERT_TRUE(task);
  EXPECT_EQ(task->because, Task::Because::no_webhook);
  EXPECT_TRUE(notifier_->acknowledge(task->id, 7));
  EXPECT_FALSE(notifier_->acknowledge(task->id, 7)) << "once";
  EXPECT_THAT(trail(), HasSubstr(R"("recipient":"accountant","about":"rectified","actor":7)"));
  start();
  wait_for_tasks(2);
  EXPECT_EQ(task_of("accountant"), std::nullopt);
}

TEST_F(NotifierTest, NothingGoesOutUnsignedAndASecretSetsItFree) {
  rectify();
  wait_for_tasks(3);
  EXPECT_EQ(task_of("carrier")->because, Task::Because::no_secret);
  EXPECT_TRUE(recipient_.bodies().empty());
  secrets_.make("carrier");
  notifier_->wake();
  wait_for_acknowledged(1);
  EXPECT_EQ(notifier_->counts().tasks, 2U);
}

TEST_F(NotifierTest, ATaskWhoseEndCanNotBeNotedStays) {
  secrets_.make("carrier");
  rectify();
  wait_for_acknowledged(1);
  store_.on_commit([&](Bucket bucket) {
    return bucket == bucket_of(anna_) ? custody::store::Fault::before_commit
                                      : custody::store::Fault::none;
  });
  auto const task = task_of("accountant");
  EXPECT_THROW(notifier_->acknowledge(task->id, 7), Failure);
  store_.on_commit({});
  EXPECT_TRUE(notifier_->acknowledge(task->id, 7)) << "it is still there";
}

TEST_F(NotifierTest, ATaskEndsWithItsLongestLife) {
  rectify();
  wait_for_tasks(3);
  pass(custody::mail_queue::notices_kept_max + std::chrono::hours{1});
  wait_for_tasks(0);
  wait_until([&] { return notices_->queue().waiting() == 0; });
}

TEST_F(NotifierTest, SecretsAreReadBackAndADamagedFileIsTold) {
  std::string const secret = secrets_.make("carrier");
  EXPECT_EQ(Secrets(file_, random_).of("carrier"), secret);
  EXPECT_NE(secrets_.make("carrier"), secret);
  EXPECT_EQ(std::filesystem::status(file_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::ofstream(file_) << R"({"format": 1, "secrets": {"carrier": "guess"}})";
  EXPECT_THROW(Secrets(file_, random_), Failure);
  std::ofstream(file_) << R"({"format": 9, "secrets": {}})";
  EXPECT_THROW(Secrets(file_, random_), Failure);
}

}  // namespace
}  // namespace lofte::edge::webhooks
