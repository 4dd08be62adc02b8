#include "custody/agenda/agenda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "custody/store/memory_store.hpp"

namespace lofte::custody::agenda {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

Day const monday{days{20'000}};

SubjectId subject(std::uint8_t number) {
  SubjectId id;
  id.value.bytes[0] = number;
  return id;
}

std::vector<std::uint8_t> due(Agenda const& agenda, Day today) {
  std::vector<std::uint8_t> numbers;
  agenda.visit_due(today,
                   [&](Entry const& entry) { numbers.push_back(entry.subject.value.bytes[0]); });
  return numbers;
}

TEST(Agenda, TellsWhoIsDueOnceTheDayIsOver) {
  store::MemoryStore store;
  Agenda agenda(store);
  agenda.put({.subject = subject(1), .day = monday});
  agenda.put({.subject = subject(1), .day = monday});
  agenda.put({.subject = subject(2), .day = monday + days{1}});
  EXPECT_THAT(due(agenda, monday), IsEmpty());
  EXPECT_THAT(due(agenda, monday + days{1}), ElementsAre(1));
  EXPECT_THAT(due(agenda, monday + days{9}), ElementsAre(1, 2));
  agenda.remove({.subject = subject(1), .day = monday});
  EXPECT_THAT(due(agenda, monday + days{9}), ElementsAre(2));
}

TEST(Agenda, ListsEachSubjectOnceWhateverTheDays) {
  store::MemoryStore store;
  Agenda agenda(store);
  agenda.put({.subject = subject(2), .day = monday + days{400}});
  agenda.put({.subject = subject(1), .day = monday});
  agenda.put({.subject = subject(1), .day = monday + days{30}});
  EXPECT_THAT(agenda.subjects(), ElementsAre(subject(1), subject(2)));
  agenda.remove({.subject = subject(2), .day = monday + days{400}});
  EXPECT_THAT(agenda.subjects(), ElementsAre(subject(1)));
}

TEST(Agenda, OutlivesACrash) {
  store::MemoryStore store;
  Agenda(store).put({.subject = subject(1), .day = monday});
  store.crash();
  EXPECT_THAT(due(Agenda(store), monday + days{1}), ElementsAre(1));
}

}  // namespace
}  // namespace lofte::custody::agenda
