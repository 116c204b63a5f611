#include "store/detail/stores.h"

#include <gtest/gtest.h>

using namespace gongwen::store;

TEST(RecordFile, ARecordsFileIsAPathThatPeopleCanRead) {
  EXPECT_EQ(record_file({RecordType::Event, "2024-02/comment-0204"}), "events/2024-02/comment-0204.json");
  EXPECT_EQ(record_file({RecordType::Event, "undated/notice"}), "events/undated/notice.json");
  EXPECT_EQ(record_file({RecordType::Project, "20240400-T-469"}), "projects/20240400-T-469.json");
  EXPECT_EQ(record_file({RecordType::Ballot, "2024-02/ISO/IEC DTR 5891"}), "ballots/2024-02/ISO%2FIEC DTR 5891.json");
  EXPECT_EQ(record_file({RecordType::Issue, "2024-02"}), "issues/2024-02.json");
}

TEST(RecordFile, NoIdLeadsOutOfTheStore) {
  EXPECT_EQ(record_file({RecordType::Organisation, "../../etc/passwd"}), "organisations/%2E.%2F..%2Fetc%2Fpasswd.json");
  EXPECT_EQ(record_file({RecordType::Project, "2024-02/a"}), "projects/2024-02%2Fa.json");
  EXPECT_EQ(record_file({RecordType::Event, "2024-02/../x"}), "events/2024-02/%2E.%2Fx.json");
}

TEST(RecordFile, AFileTellsItsRecord) {
  for (const RecordKey& key :
       {RecordKey{RecordType::Event, "2024-02/comment-0204"}, RecordKey{RecordType::Event, "undated/a"},
        RecordKey{RecordType::Ballot, "2024-02/ISO/IEC DTR 5891"}, RecordKey{RecordType::Project, "a%b\\c"},
        RecordKey{RecordType::Person, "../x"}, RecordKey{RecordType::Issue, "2024-02"}}) {
    SCOPED_TRACE(key.id);
    EXPECT_EQ(key_of_file(record_file(key)), key);
  }
}

TEST(RecordFile, FilesThatAreNoRecordsAreLeftAlone) {
  for (const char* file :
       {"store.json", "history.jsonl", "events/2024-02/x.json.new", "event/x.json", "notes/x.json",
        "projects/2024-02/x.json", "events/old/x.json", "projects/%zz.json", "events/2024-02/.json"}) {
    SCOPED_TRACE(file);
    EXPECT_FALSE(key_of_file(file));
  }
}
