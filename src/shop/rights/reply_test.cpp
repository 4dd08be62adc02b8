#include "shop/rights/reply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/failure.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"
#include "shop/rights/request_erasure.hpp"
#include "shop/rights/restrict.hpp"

namespace lofte::shop::rights {
namespace {

using custody::store::Durability;
using State = Request::State;
using testing::ElementsAre;
using testing::HasSubstr;

promise::gate::Actor const staff{.id = 7, .purposes = {}, .all_purposes = true};

std::string example_policy() {
  std::ifstream in(LOFTE_SOURCE_DIR "/policies/usbstars.toml");
  return {std::istreambuf_iterator<char>(in), {}};
}

class Requests : public testing::Test {
 protected:
  explicit Requests(std::string const& policy = example_policy())
      : custody_(prepared(ground(), policy)) {
    clock_.set(Instant{std::chrono::sys_days{std::chrono::year{2026} / 1 / 31}} +
               std::chrono::hours{12});
    anna_ = subject("anna");
  }
  custody::upkeep::Custody::Ground ground() {
    return {.store = store_, .slot = slot_, .clock = clock_, .random = random_};
  }
  static custody::upkeep::Custody::Ground prepared(custody::upkeep::Custody::Ground const& ground,
                                                   std::string const& policy) {
    custody::upkeep::Custody::prepare(ground, policy);
    return ground;
  }
  custody::vault::Vault& vault() { return custody_.vault(); }
  SubjectId subject(std::string const& reference) {
    return vault().create_subject(reference, Durability::synced).subject;
  }
  Request asked(Right right, std::string details = "") {
    return ask_shop(vault(), agenda_, anna_, {.right = right, .details = std::move(details)})
        .request;
  }
  Request said(Request const& request, State as, std::string text) {
    return reply(vault(), agenda_, staff,
                 {.subject = anna_, .record = request.record, .as = as, .text = std::move(text)});
  }
  std::string refusal(Request const& request, State as, std::string text = "därför") {
    try {
      said(request, as, std::move(text));
    } catch (Failure const& failure) {
      return failure.code();
    }
    return "";
  }
  std::vector<Request> open() {
    std::vector<Request> found;
    for (auto& one : open_requests(vault(), agenda_)) {
      found.push_back(std::move(one.request));
    }
    return found;
  }
  void go_to(char const* day) {
    clock_.set(Instant{parse_day(day)->time_since_epoch()} + std::chrono::hours{12});
  }
  std::string trail() {
    std::string all;
    for (auto const& noting : vault().trail(anna_)) {
      all += noting.statement + "\n";
    }
    return all;
  }

  VirtualClock clock_{Instant{std::chrono::sys_days{std::chrono::year{2026} / 1 / 2}}};
  SeededRandom random_{3};
  custody::store::MemoryStore store_;
  custody::keys::MemoryRootSlot slot_{random_};
  custody::upkeep::Custody custody_;
  custody::agenda::Agenda agenda_{store_};
  SubjectId anna_;
};

Day day(char const* text) {
  return parse_day(text).value();
}

TEST_F(Requests, WaitForTheShopWithinTheMonthOfArticle12) {
  auto const request = asked(Right::rectification, "Mitt namn stavas Berg.");
  EXPECT_EQ(request.state, State::in_progress);
  EXPECT_EQ(request.asked, day("2026-01-31"));
  EXPECT_EQ(request.due, day("2026-03-02")) << "28 February is a Saturday";
  EXPECT_EQ(request.details, "Mitt namn stavas Berg.");
  EXPECT_EQ(open().size(), 1U);
}

TEST_F(Requests, AskedTwiceAreTheOneInFlight) {
  auto const first = asked(Right::access, "Allt.");
  auto const again = ask_shop(vault(), agenda_, anna_, {.right = Right::access, .details = "Mer."});
  EXPECT_TRUE(again.existed);
  EXPECT_EQ(again.request.record, first.record);
  EXPECT_EQ(again.request.details, "Allt.");
  said(first, State::answered, "Här.");
  EXPECT_FALSE(ask_shop(vault(), agenda_, anna_, {.right = Right::access}).existed)
      << "what is closed may be asked for anew, on the same day, too";
  EXPECT_EQ(requests_of(vault(), anna_).size(), 2U);
}

TEST_F(Requests, AreAskedForAnyNumberOfTimesOnOneDay) {
  for (std::size_t count = 1; count <= 12; ++count) {
    auto const fresh = asked(Right::access);
    ASSERT_TRUE(fresh.is_open()) << "number " << count;
    ASSERT_EQ(requests_of(vault(), anna_).size(), count);
    said(fresh, State::answered, "Här.");
  }
}

TEST_F(Requests, AreListedTheSoonestDueFirst) {
  auto const access = asked(Right::access);
  go_to("2026-02-10");
  asked(Right::objection);
  SubjectId const bo = subject("bo");
  go_to("2026-02-11");
  ask_shop(vault(), agenda_, bo, {.right = Right::portability});
  said(access, State::extended, "Det är mycket.");
  std::vector<Right> order;
  for (auto const& request : open()) {
    order.push_back(request.right);
  }
  EXPECT_THAT(order, ElementsAre(Right::objection, Right::portability, Right::access));
  auto const tally = tally_of(open_requests(vault(), agenda_), day("2026-03-11"));
  EXPECT_EQ(tally.open, 3U);
  EXPECT_EQ(tally.overdue, 1U);
  EXPECT_EQ(tally.due_soon, 1U);
}

TEST_F(Requests, AreExtendedWithinTheFirstMonthOnceAndWithReasons) {
  auto const request = asked(Right::access);
  EXPECT_EQ(refusal(request, State::extended, " \n"), "request.text");
  EXPECT_EQ(refusal(request, State::extended, std::string(reply_bytes_max + 1, 'a')),
            "request.text");
  go_to("2026-03-02");  // the last day
  auto const extended = said(request, State::extended, "Arkivet är stort.");
  EXPECT_EQ(extended.state, State::extended);
  EXPECT_EQ(extended.due, day("2026-04-30"));
  EXPECT_EQ(extended.extended, day("2026-03-02"));
  EXPECT_EQ(extended.extension, "Arkivet är stort.");
  EXPECT_EQ(said(request, State::extended, "Arkivet är stort.").due, extended.due)
      << "the same again, as when the answer was lost";
  EXPECT_EQ(refusal(request, State::extended, "Ännu större."), "request.extended");
  auto const answered = said(request, State::answered, "Här är allt.");
  EXPECT_EQ(answered.state, State::answered);
  EXPECT_EQ(answered.extension, "Arkivet är stort.") << "the reason stays";
  EXPECT_EQ(answered.answer, "Här är allt.");
}

TEST_F(Requests, AreNotExtendedAfterTheFirstMonth) {
  auto const request = asked(Right::access);
  go_to("2026-03-03");
  EXPECT_EQ(refusal(request, State::extended), "request.month_over");
  EXPECT_EQ(said(request, State::refused, "därför").state, State::refused)
      << "late, and better than never";
}

TEST_F(Requests, AreClosedOnce) {
  for (State const as : {State::answered, State::refused}) {
    auto const request = asked(Right::objection);
    auto const closed = said(request, as, "Så här.");
    EXPECT_EQ(closed.state, as);
    EXPECT_EQ(closed.closed, vault().today());
    EXPECT_EQ(said(request, as, "Så här.").state, as) << "the same again";
    for (State const next : {State::answered, State::refused, State::extended}) {
      EXPECT_EQ(refusal(request, next), "request.closed");
    }
    EXPECT_TRUE(open().empty());
    clock_.set(clock_.now() + std::chrono::days{1});
    EXPECT_EQ(refusal(request, as, "Så här."), "request.closed") << "on another day";
  }
}

TEST_F(Requests, AreInTheLedgerWithoutWhatWasWritten) {
  auto const request = asked(Right::access, "hemligt");
  said(request, State::extended, "hemligt");
  said(request, State::refused, "hemligt");
  EXPECT_THAT(trail(), HasSubstr(R"("actor":7,)"));
  EXPECT_THAT(trail(), HasSubstr(R"("event":"extended")"));
  EXPECT_THAT(trail(), HasSubstr(R"("event":"refused")"));
  EXPECT_THAT(trail(), testing::Not(HasSubstr("hemligt")));
}

TEST_F(Requests, AreReadWithATraceEvenWhileTheDataIsRestricted) {
  auto const request = asked(Right::access, "Allt.");
  restrict(vault(), anna_);
  EXPECT_EQ(read_request(vault(), staff, anna_, request.record).details, "Allt.");
  EXPECT_THAT(trail(), HasSubstr(R"("actor":7,"purpose":"requests","shape":"request")"));
}

TEST_F(Requests, OfSomebodyElseOrOfNobodyAreUnknown) {
  auto const request = asked(Right::access);
  anna_ = subject("bo");
  EXPECT_EQ(refusal(request, State::answered), "request.unknown");
  anna_ = SubjectId{random_uuid(random_)};
  EXPECT_EQ(refusal(request, State::answered), "request.unknown");
}

TEST_F(Requests, AreAnsweredWhileTheDataIsRestricted) {
  auto const request = asked(Right::rectification, "Allt är fel.");
  restrict(vault(), anna_);
  EXPECT_EQ(open().front().details, "Allt är fel.");
  EXPECT_EQ(said(request, State::answered, "Rättat.").answer, "Rättat.");
}

TEST_F(Requests, AreTakenInWhileTheDataIsRestrictedAndStayWhenItIsNotAnyMore) {
  restrict(vault(), anna_);
  auto const request = asked(Right::erasure, "Bara namnet.");
  EXPECT_EQ(said(request, State::extended, "Det är mycket.").extension, "Det är mycket.");
  lift_restriction(vault(), anna_);
  EXPECT_EQ(open().front().details, "Bara namnet.");
  EXPECT_EQ(open().front().extension, "Det är mycket.");
}

TEST_F(Requests, OutliveAnErasureAndCanBeAnsweredAfterIt) {
  auto const request = asked(Right::objection, "Nej.");
  request_erasure(vault(), agenda_, anna_);
  go_to("2026-02-08");
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 1U);
  ASSERT_EQ(open().size(), 1U);
  said(request, State::answered, "Allt är raderat.");
  EXPECT_TRUE(open().empty());
}

TEST_F(Requests, OfAnErasureInWritingAreForTheShopAndNotDoneByThemselves) {
  auto const request = asked(Right::erasure, "Min recension.");
  go_to("2026-04-01");
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 0U);
  EXPECT_EQ(pending_erasure(vault(), anna_), std::nullopt);
  ASSERT_EQ(open().size(), 1U) << "found when overdue, too";
  said(request, State::answered, "Borttagen.");
  erase_those_due(vault(), agenda_);
  EXPECT_TRUE(agenda_.subjects().empty());
}

TEST_F(Requests, ThatAreCarriedOutByThemselvesAreNoneOfTheShops) {
  request_erasure(vault(), agenda_, anna_);
  EXPECT_TRUE(open().empty());
  EXPECT_EQ(refusal(*pending_erasure(vault(), anna_), State::refused), "request.by_itself");
  EXPECT_TRUE(ask_shop(vault(), agenda_, anna_, {.right = Right::erasure}).existed);
}

TEST_F(Requests, ThatACrashCutOffAreAskedForAgainAsOne) {
  store_.on_commit([&](Bucket) { return custody::store::Fault::after_commit_unknown; });
  EXPECT_THROW(asked(Right::access), Failure);
  store_.on_commit({});
  asked(Right::access);
  EXPECT_EQ(open().size(), 1U);
}

TEST_F(Requests, AnsweringOneLeavesAnErasureThatIsDueOnTheSameDay) {
  auto const access = asked(Right::access);
  go_to("2026-02-23");
  request_erasure(vault(), agenda_, anna_);
  ASSERT_EQ(pending_erasure(vault(), anna_)->until, access.due);
  said(access, State::answered, "Här.");
  go_to("2026-03-03");
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 1U);
}

TEST_F(Requests, UndoingAnErasureLeavesOneThatIsDueOnTheSameDay) {
  auto const access = asked(Right::access);
  go_to("2026-02-23");
  request_erasure(vault(), agenda_, anna_);
  EXPECT_TRUE(undo_erasure(vault(), agenda_, anna_));
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(open()[0].record, access.record);
}

TEST_F(Requests, AreTakenInWhenOlderOnesAreHeldNoLonger) {
  said(asked(Right::access), State::answered, "Här.");
  go_to("2028-01-31");
  auto const second = said(asked(Right::access), State::answered, "Här.");
  go_to("2029-02-05");
  ASSERT_EQ(requests_of(vault(), anna_).size(), 1U);
  auto const third = asked(Right::access);
  EXPECT_TRUE(third.is_open());
  EXPECT_NE(third.record, second.record);
}

class RequestsOfAnOlderPolicy : public Requests {
 protected:
  RequestsOfAnOlderPolicy() : Requests(older()) {}
  static std::string older() {
    std::string policy = example_policy();
    for (std::string_view const field :
         {R"(details = "request", )", R"(extension = "request", )"}) {
      policy.erase(policy.find(field), field.size());
    }
    return policy;
  }
};

TEST_F(RequestsOfAnOlderPolicy, KeepNothingThatItHasNoPlaceFor) {
  auto const request = asked(Right::access, "Allt.");
  EXPECT_EQ(request.details, "");
  auto const extended = said(request, State::extended, "Det är mycket.");
  EXPECT_EQ(extended.answer, "Det är mycket.") << "the person sees why all the same";
}

}  // namespace
}  // namespace lofte::shop::rights
