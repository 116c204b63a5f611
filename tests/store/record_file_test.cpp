#include "store/detail/folder_store.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen::store;

namespace {

/// Types as the monthly bulletin has them, and `item`, which is kept by week.
constexpr std::string_view kTypes = R"({"types": {
  "event": {"title": {"zh": "事项", "en": "event"}, "plural": "events", "list_title": {"zh": "事项", "en": "events"},
    "key": {"members": ["id"], "by": "month"}, "period": {"member": "period", "dates": "dates"}, "schema": {}},
  "project": {"title": {"zh": "项目", "en": "project"}, "plural": "projects", "list_title": {"zh": "项目", "en": "projects"},
    "key": {"members": ["plan_number", "id"]}, "schema": {}},
  "ballot": {"title": {"zh": "投票", "en": "ballot"}, "plural": "ballots", "list_title": {"zh": "投票", "en": "ballots"},
    "key": {"members": ["reference"], "by": "month"}, "period": {"member": "period"}, "schema": {}},
  "issue": {"title": {"zh": "期次", "en": "issue"}, "plural": "issues", "list_title": {"zh": "期次", "en": "issues"},
    "key": {"members": ["period"]}, "period": {"member": "period"}, "schema": {}},
  "organisation": {"title": {"zh": "单位", "en": "organisation"}, "plural": "organisations",
    "list_title": {"zh": "单位", "en": "organisations"}, "key": {"members": ["id"]}, "schema": {}},
  "person": {"title": {"zh": "人员", "en": "person"}, "plural": "people", "list_title": {"zh": "人员", "en": "people"},
    "key": {"members": ["id"]}, "schema": {}},
  "item": {"title": {"zh": "条目", "en": "item"}, "plural": "items", "list_title": {"zh": "条目", "en": "items"},
    "key": {"members": ["id"], "by": "week"}, "period": {"member": "period", "dates": "date"}, "schema": {}}
}})";

constexpr std::string_view kSection = R"({"period": "month", "records": "records.schema.json", "main": "events",
  "data": {"events": {"is": "records", "of": "event", "select": ["period"], "count": {"zh": "{n}", "en": "{n}"}}},
  "open": [], "index": [], "site": {"words": "site.html", "files": "issue"}})";

const RecordTypes& record_types() {
  static const SharedRecordTypes types = [] {
    gongwen::resources::SourceStore sources;
    gongwen::data::DocumentRegistry documents;
    gongwen::diagnostics::DiagnosticSink sink;
    auto read = RecordTypes::read({{"test-bulletin", "示例", "zh-CN", "{}", "schema.json", std::string(kTypes),
                                    "records.schema.json", std::string(kSection)}},
                                  sources, documents, sink);
    gongwen::tests::require(read.has_value());
    return *std::move(read);
  }();
  return *types;
}

RecordType record_type(std::string_view name) { return *record_types().find(name); }

}  // namespace

TEST(RecordFile, ARecordsFileIsAPathThatPeopleCanRead) {
  EXPECT_EQ(record_file({record_type("event"), "2024-02/comment-0204"}), "events/2024-02/comment-0204.json");
  EXPECT_EQ(record_file({record_type("event"), "undated/notice"}), "events/undated/notice.json");
  EXPECT_EQ(record_file({record_type("project"), "20240400-T-469"}), "projects/20240400-T-469.json");
  EXPECT_EQ(record_file({record_type("ballot"), "2024-02/ISO/IEC DTR 5891"}),
            "ballots/2024-02/ISO%2FIEC DTR 5891.json");
  EXPECT_EQ(record_file({record_type("issue"), "2024-02"}), "issues/2024-02.json");
}

TEST(RecordFile, NoIdLeadsOutOfTheStore) {
  EXPECT_EQ(record_file({record_type("organisation"), "../../etc/passwd"}),
            "organisations/%2E.%2F..%2Fetc%2Fpasswd.json");
  EXPECT_EQ(record_file({record_type("project"), "2024-02/a"}), "projects/2024-02%2Fa.json");
  EXPECT_EQ(record_file({record_type("event"), "2024-02/../x"}), "events/2024-02/%2E.%2Fx.json");
}

TEST(RecordFile, AFileTellsItsRecord) {
  for (const RecordKey& key :
       {RecordKey{record_type("event"), "2024-02/comment-0204"}, RecordKey{record_type("event"), "undated/a"},
        RecordKey{record_type("ballot"), "2024-02/ISO/IEC DTR 5891"}, RecordKey{record_type("project"), "a%b\\c"},
        RecordKey{record_type("person"), "../x"}, RecordKey{record_type("issue"), "2024-02"}}) {
    SCOPED_TRACE(key.id);
    EXPECT_EQ(key_of_file(record_file(key), record_types()), key);
  }
}

TEST(RecordFile, FilesThatAreNoRecordsAreLeftAlone) {
  for (const char* file : {"store.json", "history.jsonl", "events/2024-02/x.json.new", "event/x.json", "notes/x.json",
                           "projects/2024-02/x.json", "events/old/x.json", "events/2024-13/x.json",
                           "briefs/2024-02/x.json", "projects/%zz.json", "events/2024-02/.json"}) {
    SCOPED_TRACE(file);
    EXPECT_FALSE(key_of_file(file, record_types()));
  }
}

TEST(RecordFile, ATypeMayBeKeptByWeek) {
  EXPECT_EQ(record_file({record_type("item"), "2024-W07/visit"}), "items/2024-W07/visit.json");
  EXPECT_TRUE(key_of_file("items/2024-W07/visit.json", record_types()));
  EXPECT_FALSE(key_of_file("items/2024-02/visit.json", record_types()));
}
