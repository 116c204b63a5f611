// A program that keeps records and publishes them by the public headers alone.
#include "gongwen/publish.h"
#include "gongwen/store.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

using namespace gongwen;

namespace {

constexpr std::int64_t kNow = 1'785'000'000;  // 2026-07-25
constexpr std::int64_t kDay = 86'400;

/// A folder that is gone when the test is over, with an empty store in it.
class PublicApi : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("gongwen-api-" + std::to_string(::getpid()) +
               std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    ASSERT_TRUE(RecordStore::create(path("facts.db")).ok());
    engine_.template_folders = {"tests/publish/bundles"};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  RecordStore store() const { return RecordStore(path("facts.db"), engine_); }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }

  RecordImport fill(std::int64_t now = kNow) const {
    const std::string facts = write("facts.json", R"({"items": [
      {"id": "visit-0714", "section": "visit", "date": "2026-07-14", "headline": "走访示例研究院", "text": "走访。",
       "organisation": "example-institute"},
      {"id": "notice-0713", "section": "notice", "date": "2026-07-13", "headline": "发布示例通知", "text": "发布。"}],
      "organisations": [{"id": "example-institute", "name": "示例研究院"}]})");
    return store().import({facts}, {}, {now, "the week", "Li Example"});
  }

  PublishOptions week() const {
    PublishOptions options;
    options.kind = "weekly-brief";
    options.store = path("facts.db");
    options.site = path("site");
    options.period = "2026-W29";
    options.now = kNow;
    return options;
  }

  std::filesystem::path folder_;
  EngineOptions engine_;
};

std::string ids_of(const Report& report) {
  std::string ids;
  for (const Message& message : report.messages()) ids += message.id + " ";
  return ids;
}

}  // namespace

TEST_F(PublicApi, TypesAreThoseOfAllPeriodicals) {
  std::string names;
  for (const RecordTypeName& type : store().types().types) names += type.name + " ";
  EXPECT_EQ(names, "event project ballot issue organisation person item brief annual_review ");
}

TEST_F(PublicApi, FilesAreReadInAndPreviewed) {
  const std::string facts =
      write("one.json", R"([{"section": "visit", "date": "2026-07-14", "headline": "走访", "text": "走访。"}])");
  const RecordImport preview = store().import({facts}, {.type = "item", .preview = true}, {kNow, "try"});
  ASSERT_TRUE(preview.report.ok()) << preview.report.text(Language::English);
  ASSERT_EQ(preview.records.size(), 1u);
  EXPECT_EQ(preview.records[0].key, "2026-W29/visit-0714");
  EXPECT_EQ(preview.records[0].action, ImportAction::Add);
  EXPECT_TRUE(store().list().records.empty());
  EXPECT_EQ(fill().changed, 3u);
}

TEST_F(PublicApi, AnImportReplacesWhatItMayAndNothingElse) {
  fill();
  const std::string changed =
      write("visit.csv", "id,section,date,headline,text\nvisit-0714,visit,2026-07-14,走访另一研究院,走访。\n");
  const RecordImport refused = store().import({changed}, {.type = "item", .only_new = true}, {kNow, "try"});
  EXPECT_EQ(ids_of(refused.report), "databook/column-missing store/record-exists ");
  EXPECT_EQ(refused.changed, 0u);
  const RecordImport other =
      store().import({changed}, {.type = "item", .replaces = "2026-W29/notice-0713"}, {kNow, "try"});
  EXPECT_EQ(ids_of(other.report), "databook/column-missing store/record-exists ");
  EXPECT_EQ(store().import({changed}, {.type = "item", .replaces = "2026-W29/visit-0714"}, {kNow, "try"}).changed, 1u);
  const std::string renamed =
      write("other.csv", "id,section,date,headline,text\nvisit-0715,visit,2026-07-15,走访另一研究院,走访。\n");
  EXPECT_EQ(store().import({renamed}, {.type = "item", .replaces = "2026-W29/visit-0714"}, {kNow, "try"}).changed, 2u);
  std::string keys;
  for (const StoredRecord& record : store().list("item").records) keys += record.key + " ";
  EXPECT_EQ(keys, "2026-W29/notice-0713 2026-W29/visit-0715 ");
}

TEST_F(PublicApi, OnlyChosenRecordsOfAnImportAreChanged) {
  const std::string facts = write("two.csv",
                                  "id,section,date,headline,text\nvisit-0714,visit,2026-07-14,走访,走访。\n"
                                  "visit-0715,visit,2026-07-15,再访,再访。\n");
  const RecordImport preview = store().import({facts}, {.type = "item", .preview = true}, {kNow, "try"});
  ASSERT_EQ(preview.records.size(), 2u);
  EXPECT_EQ(preview.records[1].place, facts + " A3");
  ImportOptions options{.type = "item", .agreed = preview.plan};
  options.only = {{"item", "2026-W29/visit-0715"}, {"item", "2026-W29/visit-0716"}};
  const RecordImport refused = store().import({facts}, options, {kNow, "try"});
  EXPECT_TRUE(refused.conflict);
  EXPECT_EQ(ids_of(refused.report), "store/changed-meanwhile ");
  options.only->pop_back();
  EXPECT_EQ(store().import({facts}, options, {kNow, "try"}).changed, 1u);
  ASSERT_EQ(store().list("item").records.size(), 1u);
  EXPECT_EQ(store().list("item").records[0].key, "2026-W29/visit-0715");
}

TEST_F(PublicApi, WhatWasSeenIsChangedAndNothingElse) {
  fill();
  const std::string key = "2026-W29/visit-0714";
  const std::string mine =
      write("visit.csv", "id,section,date,headline,text\nvisit-0714,visit,2026-07-14,走访另一研究院,走访。\n");
  const std::string seen = store().history("item", key).edition;
  const std::string agreed = store().import({mine}, {.type = "item", .preview = true}, {kNow, "try"}).plan;
  ASSERT_EQ(store().edit("item", key, {{"/headline", "走访第三研究院"}}, {kNow, "try", "li"}).changed, 1u);
  EXPECT_NE(store().history("item", key).edition, seen);
  for (const ImportOptions& options : {ImportOptions{.type = "item", .replaces = key, .seen = seen},
                                       ImportOptions{.type = "item", .agreed = agreed}}) {
    const RecordImport refused = store().import({mine}, options, {kNow, "try"});
    EXPECT_EQ(ids_of(refused.report), "databook/column-missing store/changed-meanwhile ");
    EXPECT_TRUE(refused.conflict);
    EXPECT_EQ(refused.changed, 0u);
  }
  const RecordChanges kept = store().remove("item", key, {kNow, "try"}, seen);
  EXPECT_EQ(ids_of(kept.report), "store/changed-meanwhile ");
  EXPECT_TRUE(kept.conflict);
  // As it is now, it is changed; and its edition is that of its values, whatever it was between.
  const std::string now = store().history("item", key).edition;
  EXPECT_EQ(store().import({mine}, {.type = "item", .replaces = key, .seen = now}, {kNow, "try"}).changed, 1u);
  EXPECT_TRUE(store().remove("item", key, {kNow, "try"}, now).conflict);
  EXPECT_EQ(store().remove("item", key, {kNow, "try"}, store().history("item", key).edition).changed, 1u);
  EXPECT_EQ(store().history("item", key).edition, "");
}

TEST_F(PublicApi, RecordsAreListedChangedAndRememberTheirHistory) {
  fill();
  EXPECT_EQ(store().list("item", "2026-W29").records.size(), 2u);
  EXPECT_TRUE(store().list("item", "2026-W30").records.empty());
  const RecordChanges edited = store().edit("item", "2026-W29/visit-0714", {{"/headline", "走访示例院"}},
                                            {kNow + 60, "corrected", "Li Example"});
  ASSERT_TRUE(edited.report.ok()) << edited.report.text(Language::English);
  EXPECT_EQ(edited.changed, 1u);
  EXPECT_EQ(
      store().put("organisation", R"({"id": "example-institute", "name": "示例研究院"})", {kNow, "again"}).unchanged,
      1u);
  const RecordHistory history = store().history("item", "2026-W29/visit-0714");
  ASSERT_EQ(history.changes.size(), 2u);
  EXPECT_EQ(history.changes[1].action, "change");
  EXPECT_EQ(history.changes[1].by, "Li Example");
  EXPECT_EQ(history.changes[1].time, "2026-07-25T17:21:00Z");
  EXPECT_NE(store().export_json("item").text.find("走访示例院"), std::string::npos);
  EXPECT_EQ(store().remove("item", "2026-W29/notice-0713", {kNow, "a mistake"}).changed, 1u);
  EXPECT_EQ(store().list("item").records.size(), 1u);
}

TEST_F(PublicApi, APageOfAListIsReadAlone) {
  fill();
  const auto keys = [](const RecordList& list) {
    std::string keys = std::to_string(list.all) + ":";
    for (const StoredRecord& record : list.records) keys += " " + record.key;
    return keys;
  };
  // The period is in the key, or only in the record, or neither.
  EXPECT_EQ(keys(store().list("", "2026-W29")), "2: 2026-W29/notice-0713 2026-W29/visit-0714");
  EXPECT_EQ(keys(store().list("", "2026-07")), "2: 2026-W29/notice-0713 2026-W29/visit-0714");
  EXPECT_EQ(keys(store().list("", "2026-08")), "0:");
  EXPECT_EQ(keys(store().list("", "example-institute")), "0:");
  EXPECT_EQ(keys(store().list("", "", {1, 1})), "3: 2026-W29/notice-0713");
  EXPECT_EQ(keys(store().list("", "2026-07", {1, 5})), "2: 2026-W29/visit-0714");
  EXPECT_EQ(keys(store().list("", "", {9, 5})), "3:");
  EXPECT_EQ(keys(store().list("organisation", "", {0, 5})), "1: example-institute");
}

TEST_F(PublicApi, WhatIsWrongIsReportedAndChangesNothing) {
  fill();
  EXPECT_EQ(ids_of(store().put("item", R"({"id": "x"})", {kNow, "x"}).report),
            "data/missing-name data/missing-name data/missing-name ");
  EXPECT_EQ(ids_of(store().remove("item", "2026-W29/visit", {kNow, "x"}).report), "store/no-record ");
  // A pointer is what it is, = and all.
  const Report misplaced = store().edit("item", "2026-W29/visit-0714", {{"/headline=x", "走访"}}, {kNow, "x"}).report;
  EXPECT_NE(misplaced.text(Language::English).find("headline=x"), std::string::npos);
  EXPECT_EQ(ids_of(store().list("thing").report), "store/unknown-sort ");
  EXPECT_EQ(ids_of(RecordStore(path("nowhere.db"), engine_).list().report), "store/not-found ");
  EXPECT_EQ(ids_of(RecordStore::create(path("facts.db"))), "store/exists ");
  store().remove("organisation", "example-institute", {kNow, "gone"});
  EXPECT_EQ(ids_of(store().check()), "store/unknown-reference ");
  EXPECT_EQ(store().list().records.size(), 2u);
}

TEST_F(PublicApi, AnIssueIsPublishedAndItsReportIsData) {
  fill();
  PublishOptions options = week();
  std::string told;
  options.tell = [&told](const PublishedIssue& issue) {
    told += issue.period + " " + std::string(outcome_name(issue.outcome));
  };
  const Publication done = publish_issues(engine_, options);
  ASSERT_TRUE(done.report.ok()) << done.report.text(Language::English);
  EXPECT_EQ(told, "2026-W29 published");
  ASSERT_EQ(done.issues.size(), 1u);
  EXPECT_EQ(done.issues[0].path, "2026/W29/");
  ASSERT_EQ(done.issues[0].counts.size(), 2u);
  EXPECT_EQ(done.issues[0].counts[0].text_en, "2 items");
  EXPECT_TRUE(std::filesystem::exists(path("site/2026/W29/brief.pdf")));
  EXPECT_NE(publication_json(done, options, Language::English).find(R"("items":2,"organisations":1)"),
            std::string::npos);
  const Publication again = publish_issues(engine_, options);
  ASSERT_EQ(again.issues.size(), 1u);
  EXPECT_EQ(again.issues[0].outcome, PublishOutcome::Unchanged);
}

TEST_F(PublicApi, APeriodIsDueFromTheFirstSecondOfItsDayInChina) {
  constexpr std::int64_t kMonday = 1'784'476'800;  // 2026-07-20 00:00 in China, the first day after the week
  fill(kMonday - 2 * kDay);
  PublishOptions options = week();
  options.period.clear();
  options.catch_up = true;
  options.preview = true;
  for (const int day : {1, 2, 5}) {
    SCOPED_TRACE(day);
    options.due_day = day;
    options.now = kMonday + (day - 1) * kDay - 1;
    const Publication before = publish_issues(engine_, options);
    EXPECT_TRUE(before.report.ok()) << before.report.text(Language::English);
    EXPECT_EQ(before.issues.size(), 0U);
    ++options.now;
    const Publication due = publish_issues(engine_, options);
    EXPECT_TRUE(due.report.ok()) << due.report.text(Language::English);
    ASSERT_EQ(due.issues.size(), 1U);
    EXPECT_EQ(due.issues[0].period, "2026-W29");
    EXPECT_EQ(due.issues[0].outcome, PublishOutcome::Previewed);
  }
}

TEST_F(PublicApi, OnlyThePreviewThatWasAgreedToIsPublished) {
  fill();
  PublishOptions options = week();
  options.preview = true;
  const std::string seen = publish_issues(engine_, options).issues.at(0).facts;
  EXPECT_FALSE(seen.empty());
  options.preview = false;
  options.agreed = seen;
  ASSERT_TRUE(store().edit("item", "2026-W29/visit-0714", {{"/headline", "改动"}}, {kNow, "x"}).report.ok());
  const Publication refused = publish_issues(engine_, options);
  EXPECT_EQ(ids_of(refused.report), "publish/changed-since-preview ");
  EXPECT_TRUE(refused.issues.at(0).is_other);
  EXPECT_EQ(refused.issues.at(0).outcome, PublishOutcome::Failed);
  EXPECT_FALSE(std::filesystem::exists(path("site/index.html")));
  options.agreed = refused.issues.at(0).facts;
  EXPECT_EQ(publish_issues(engine_, options).issues.at(0).outcome, PublishOutcome::Published);
}

TEST_F(PublicApi, APeriodThatIsNotOverIsRefused) {
  fill();
  PublishOptions options = week();
  options.now = kNow - 10 * 86'400;
  const Publication done = publish_issues(engine_, options);
  EXPECT_EQ(ids_of(done.report), "publish/not-over ");
  EXPECT_FALSE(std::filesystem::exists(path("site/index.html")));
}
