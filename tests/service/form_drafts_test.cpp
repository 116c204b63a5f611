// Drafts of forms with their steps, published editions, and the step from version 5 of the tables to version 6.
#include "service/inbox/form_drafts.h"

#include "open_inbox.h"
#include "service/inbox/accounts.h"
#include "service/inbox/editions.h"

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;

class FormDraftsTest : public InboxTest {
 protected:
  std::optional<Fault> change(std::int64_t seen, const std::string& after, const FormStep& step = {}) {
    FormStep made = step;
    made.place = "/title";
    made.after = after;
    FormDraft draft;
    draft.kind = "visit";
    draft.revision = seen;
    draft.form = after;
    draft.base = "b";
    draft.author = "wang";
    draft.changed = kNow;
    return FormDrafts(*inbox_).change(draft, made);
  }
  KindEdition edition(const std::string& hash, Seconds since, const std::string& by) {
    KindEdition made;
    made.kind = "visit";
    made.hash = hash;
    made.version = "1.0";
    made.since = since;
    made.published_by = by;
    made.published = kNow;
    return made;
  }
};

TEST_F(FormDraftsTest, OfTwoChangesOfOneRevisionOneIsAConflict) {
  FormDrafts drafts(*inbox_);
  EXPECT_EQ(drafts.get("visit").error().kind, Fault::Kind::NotFound);
  EXPECT_FALSE(change(0, "one"));
  EXPECT_EQ(change(0, "other")->kind, Fault::Kind::Conflict);
  EXPECT_FALSE(change(1, "two"));
  EXPECT_EQ(change(1, "other")->kind, Fault::Kind::Conflict);
  const auto draft = drafts.get("visit");
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->form, "two");
  EXPECT_EQ(draft->revision, 2);
  EXPECT_EQ(drafts.steps("visit", 0)->size(), 2U);
  EXPECT_EQ(drafts.remove("visit", 1)->kind, Fault::Kind::Conflict);
  EXPECT_FALSE(drafts.remove("visit", 2));
  EXPECT_TRUE(drafts.steps("visit", 0)->empty());
}

TEST_F(FormDraftsTest, StepsAreTakenBackInTheirOrderAndANewOneEndsWhatWasTakenBack) {
  FormDrafts drafts(*inbox_);
  for (std::int64_t revision = 0; revision < 3; ++revision) ASSERT_FALSE(change(revision, "x"));
  FormStep undo;
  undo.undoes = 3;
  ASSERT_FALSE(change(3, "x", undo));
  undo.undoes = 2;
  ASSERT_FALSE(change(4, "x", undo));
  auto steps = drafts.steps("visit", 0);
  EXPECT_EQ(next_steps(*steps).undo->revision, 1);
  EXPECT_EQ(next_steps(*steps).redo->revision, 2);
  FormStep redo;
  redo.redoes = 2;
  ASSERT_FALSE(change(5, "x", redo));
  steps = drafts.steps("visit", 0);
  EXPECT_EQ(next_steps(*steps).undo->revision, 2);
  EXPECT_EQ(next_steps(*steps).redo->revision, 3);
  ASSERT_FALSE(change(6, "x"));
  steps = drafts.steps("visit", 0);
  EXPECT_EQ(next_steps(*steps).undo->revision, 7);
  EXPECT_EQ(next_steps(*steps).redo, nullptr);
}

TEST_F(FormDraftsTest, OldStepsAreForgotten) {
  for (std::int64_t revision = 0; revision < FormDrafts::kSteps + 5; ++revision) ASSERT_FALSE(change(revision, "x"));
  const auto steps = FormDrafts(*inbox_).steps("visit", 0);
  ASSERT_EQ(steps->size(), static_cast<std::size_t>(FormDrafts::kSteps));
  EXPECT_EQ(steps->front().revision, 6);
}

TEST_F(FormDraftsTest, TheLatestPublicationWhoseTimeHasComeIsUsed) {
  Editions editions(*inbox_);
  ASSERT_FALSE(editions.add(edition("a", kNow, ""), "{}", "[]"));
  EXPECT_EQ(edition_in_use(*editions.list("visit"), kNow), nullptr);
  EXPECT_EQ(*editions.publish(edition("b", kNow + 100, "wang"), "{}", "[1]"), 2);
  EXPECT_EQ(edition_in_use(*editions.list("visit"), kNow), nullptr);
  EXPECT_EQ(edition_in_use(*editions.list("visit"), kNow + 100)->number, 2);
  // The same definition again, and at once: what was planned before is superseded.
  EXPECT_EQ(*editions.publish(edition("a", kNow, "li"), "{}", "[2]"), 3);
  const auto all = editions.list("visit");
  EXPECT_EQ(edition_in_use(*all, kNow + 200)->number, 3);
  EXPECT_EQ(end_of_edition(*all, (*all)[1]), kNow + 100);
  EXPECT_EQ(end_of_edition(*all, (*all)[2]), std::nullopt);
  EXPECT_EQ(*editions.source("visit", 3), "[2]");
  EXPECT_TRUE(inbox_->execute("UPDATE gw_kind_edition SET note = 'x'", {}));
}

TEST_F(FormDraftsTest, ADatabaseOfTheFifthVersionGetsTheTables) {
  Accounts accounts(*inbox_);
  ASSERT_FALSE(accounts.add({"wang", "", Role::Secretary, false, kNow}, "hash", kNow));
  ASSERT_FALSE(Editions(*inbox_).add(edition("a", kNow, ""), "{}"));
  open_as_version(5);
  Accounts opened(*inbox_);
  EXPECT_FALSE(opened.get("wang")->publishes_forms);
  EXPECT_FALSE(opened.let_publish_forms("wang", true, kNow));
  EXPECT_TRUE(opened.get("wang")->publishes_forms);
  Editions editions(*inbox_);
  EXPECT_EQ(*editions.source("visit", 1), "");
  // What it was made of is kept once the program knows it.
  ASSERT_FALSE(editions.add(edition("a", kNow, ""), "{}", "[]"));
  ASSERT_FALSE(editions.add(edition("a", kNow, ""), "{}", "[]"));
  EXPECT_EQ(editions.list("visit")->size(), 2U);
  EXPECT_FALSE(change(0, "one"));
}

}  // namespace
