// Data of every kind → data workbook → the same data: the samples, and data made at random. GONGWEN_ROUND_TRIP_SETS
// says how many for each kind, GONGWEN_ROUND_TRIP_SEED varies them.
#include "intake/read_returned.h"
#include "resources/read_file.h"
#include "round_trip/random_data.h"
#include "round_trip/round_trip.h"
#include "sheet/databook/build_book.h"
#include "sheet/databook/read_book.h"
#include "sheet/databook/table_plan.h"
#include "sheet/xlsx/write_xlsx.h"

#include <iostream>

#include <gongwen/engine.h>
#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::testing;

namespace {

class Kind {
 public:
  explicit Kind(const std::filesystem::path& folder) : json_(Engine().schema(folder.filename().string()).text) {
    schema_.emplace(schema_of(json_));
    plan_ = databook::plan_tables(*schema_);
  }

  /// The data after they went through a workbook; what went wrong on the way instead.
  std::string through_workbook(const Json& data, diagnostics::Language language) const {
    diagnostics::DiagnosticSink sink;
    databook::BookOptions options;
    options.language = language;
    options.stamp = {"kind", "1.0", "0"};
    options.title = "示例";
    const auto book = databook::build_book(*schema_, data.root(), options, sink);
    if (!book) return "no workbook";
    resources::MemoryFile file("book");
    if (!file.open(sink)) return "no file";
    xlsx::XlsxOptions xlsx;
    xlsx.path = file.path();
    if (!xlsx::write_xlsx(*book, xlsx, sink)) {
      const auto& diagnostic = sink.diagnostics().front();
      return "not written: " + (diagnostic.arguments.empty() ? "" : diagnostic.arguments.back());
    }
    const intake::ReturnedFile read =
        intake::read_xlsx(file.read(sink), intake::UnnamedCells::Refuse, intake::IntakeLimits{});
    if (!read.notices.empty() || !read.is_data_workbook) return "not read";
    const databook::BookData written = databook::read_book(read, *schema_, "book", sink);
    for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
      std::string told(diagnostics::catalogue_entry(diagnostic.id).id);
      for (const std::string& argument : diagnostic.arguments) told += " " + argument;
      return told;
    }
    const Json result(written.json);
    return result ? result.canonical() : "no JSON: " + written.json;
  }

  const schema::SchemaField& root() const { return plan_.root; }

 private:
  Json json_;
  std::optional<schema::Schema> schema_;
  databook::TablePlan plan_;
};

std::vector<std::filesystem::path> bundles() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(GONGWEN_SOURCE_DIR "/templates")) {
    const bool is_bundle =
        std::filesystem::exists(entry.path() / "template.json") || std::filesystem::exists(entry.path() / "form.json");
    if (is_bundle) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST(DataBooks, SamplesComeBackFromDataWorkbooksAsTheyWere) {
  std::size_t samples = 0;
  for (const auto& bundle : bundles()) {
    const Kind kind(bundle);
    const std::filesystem::path folder = GONGWEN_SOURCE_DIR "/samples/" + bundle.filename().string();
    // An edition in another language has the samples of another kind.
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".json") continue;
      const Json data(file_text(entry.path()));
      ASSERT_TRUE(data);
      SCOPED_TRACE(entry.path().string());
      EXPECT_EQ(kind.through_workbook(data, diagnostics::Language::Chinese), data.canonical());
      EXPECT_EQ(kind.through_workbook(data, diagnostics::Language::English), data.canonical());
      ++samples;
    }
  }
  EXPECT_GE(samples, 39);
}

TEST(DataBooks, DataMadeAtRandomComeBackFromDataWorkbooksAsTheyWere) {
  const std::size_t sets = number_from("GONGWEN_ROUND_TRIP_SETS", 12);
  const auto seed = static_cast<std::uint32_t>(number_from("GONGWEN_ROUND_TRIP_SEED", 1));
  std::size_t faults = 0;
  for (const auto& bundle : bundles()) {
    const Kind kind(bundle);
    RandomData random(seed, {});
    for (std::size_t i = 0; i < sets && faults < 5; ++i) {
      const std::string text = random.object_json(kind.root());
      const Json data(text);
      SCOPED_TRACE(bundle.filename().string());
      SCOPED_TRACE(i);
      ASSERT_TRUE(static_cast<bool>(data)) << text;
      const std::string wanted = data.canonical();
      const std::string found = kind.through_workbook(data, diagnostics::Language::Chinese);
      if (found == wanted) continue;
      ++faults;
      ADD_FAILURE() << difference(found, wanted);
    }
    std::cout << bundle.filename().string() << ": " << sets << " sets" << '\n';
  }
}
