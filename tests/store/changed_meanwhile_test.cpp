// Of two who change the same record, the second one hears of the first one's change.
#include "diagnostics/catalogue/store.h"
#include "store/changes.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::store;

namespace {

/// A store of which only the history counts.
class RememberingStore final : public Store {
 public:
  explicit RememberingStore(std::vector<HistoryEntry> history) : history_(std::move(history)) {}

  const std::string& name() const override { return name_; }
  std::string place_of(const RecordKey& key) const override { return key.id; }
  base::Expected<std::vector<Record>> records(diagnostics::DiagnosticSink&) override { return std::vector<Record>(); }
  base::Expected<std::vector<HistoryEntry>> history(diagnostics::DiagnosticSink&) override { return history_; }
  base::Expected<std::size_t> apply(std::span<const Change>, const ChangeNote&, diagnostics::DiagnosticSink&) override {
    return std::size_t{0};
  }
  base::Expected<std::vector<PublicationEntry>> publications(diagnostics::DiagnosticSink&) override {
    return std::vector<PublicationEntry>();
  }
  bool add_publications(std::span<const PublicationEntry>, diagnostics::DiagnosticSink&) override { return false; }

 private:
  std::string name_ = "store";
  std::vector<HistoryEntry> history_;
};

class ChangedMeanwhile : public testing::Test {
 protected:
  ChangedMeanwhile() {
    info_.name = "event";
    info_.plural = "events";
  }

  RecordKey key(const std::string& id) const { return {RecordType(info_), id}; }
  HistoryEntry entry(std::uint64_t number, const std::string& id) const {
    return {number, "2024-03-01T02:00:00Z", key(id), "change", "", "{}", "li"};
  }

  /// The ids of records that are reported, each with a blank; `!` when the result does not say the same.
  std::string reported(const std::vector<HistoryEntry>& history, const std::vector<std::string>& changed,
                       std::uint64_t last_seen) const {
    RememberingStore store(history);
    std::vector<Change> changes;
    for (const std::string& id : changed) changes.push_back({key(id), R"({"a": 1})"});
    diagnostics::DiagnosticSink sink;
    const bool unchanged = are_unchanged_since(store, {}, changes, last_seen, sink);
    std::string ids;
    for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
      EXPECT_EQ(diagnostic.id, diagnostics::messages::StoreChangedMeanwhile);
      for (const std::string& id : changed) {
        if (diagnostic.arguments.at(0).ends_with(id)) ids += id + " ";
      }
    }
    return ids + (unchanged == ids.empty() ? "" : "!");
  }

  RecordTypeInfo info_;
};

}  // namespace

TEST_F(ChangedMeanwhile, AChangeAfterTheLastThatWasSeenIsReported) {
  const std::vector<HistoryEntry> history = {entry(1, "x"), entry(2, "y"), entry(3, "x")};
  EXPECT_EQ(reported(history, {"x"}, 3), "");
  EXPECT_EQ(reported(history, {"x"}, 2), "x ");
  EXPECT_EQ(reported(history, {"x"}, 1), "x ");
  EXPECT_EQ(reported(history, {"x"}, 0), "x ");
  EXPECT_EQ(reported(history, {"x"}, 4), "");
}

TEST_F(ChangedMeanwhile, ChangesOfOtherRecordsDoNotCount) {
  const std::vector<HistoryEntry> history = {entry(1, "x"), entry(2, "y"), entry(3, "x")};
  EXPECT_EQ(reported(history, {"y"}, 2), "");
  EXPECT_EQ(reported(history, {"y"}, 1), "y ");
  EXPECT_EQ(reported(history, {"z"}, 0), "");
  EXPECT_EQ(reported(history, {"z", "y", "x"}, 1), "y x ");
  EXPECT_EQ(reported(history, {"z", "y", "x"}, 2), "x ");
  EXPECT_EQ(reported({}, {"x"}, 0), "");
}
