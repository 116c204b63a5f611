#include "store/folder_store.h"

#include <doctest/doctest.h>

using namespace gongwen::store;

TEST_CASE("a record's file is a path that people can read") {
  CHECK(record_file({Sort::Event, "2024-02/comment-0204"}) == "events/2024-02/comment-0204.json");
  CHECK(record_file({Sort::Event, "undated/notice"}) == "events/undated/notice.json");
  CHECK(record_file({Sort::Project, "20240400-T-469"}) == "projects/20240400-T-469.json");
  CHECK(record_file({Sort::Ballot, "2024-02/ISO/IEC DTR 5891"}) == "ballots/2024-02/ISO%2FIEC DTR 5891.json");
  CHECK(record_file({Sort::Issue, "2024-02"}) == "issues/2024-02.json");
}

TEST_CASE("no id leads out of the store") {
  CHECK(record_file({Sort::Organisation, "../../etc/passwd"}) == "organisations/%2E.%2F..%2Fetc%2Fpasswd.json");
  CHECK(record_file({Sort::Project, "2024-02/a"}) == "projects/2024-02%2Fa.json");
  CHECK(record_file({Sort::Event, "2024-02/../x"}) == "events/2024-02/%2E.%2Fx.json");
}

TEST_CASE("a file tells its record") {
  for (const RecordKey& key : {RecordKey{Sort::Event, "2024-02/comment-0204"}, RecordKey{Sort::Event, "undated/a"},
                               RecordKey{Sort::Ballot, "2024-02/ISO/IEC DTR 5891"}, RecordKey{Sort::Project, "a%b\\c"},
                               RecordKey{Sort::Person, "../x"}, RecordKey{Sort::Issue, "2024-02"}}) {
    CAPTURE(key.id);
    CHECK(key_of_file(record_file(key)) == key);
  }
}

TEST_CASE("files that are no records are left alone") {
  for (const char* file :
       {"store.json", "history.jsonl", "events/2024-02/x.json.new", "event/x.json", "notes/x.json",
        "projects/2024-02/x.json", "events/old/x.json", "projects/%zz.json", "events/2024-02/.json"}) {
    CAPTURE(file);
    CHECK_FALSE(key_of_file(file));
  }
}
