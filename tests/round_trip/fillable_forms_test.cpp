// Data of every form → fillable PDF or workbook → the same data, exactly: the samples, and variations of them made at
// random. GONGWEN_ROUND_TRIP_SETS says how many for each form, GONGWEN_ROUND_TRIP_SEED varies them.
#include "data/readers.h"
#include "data/values.h"
#include "intake/detail/pdf_fields.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "intake/read_returned.h"
#include "resources/read_file.h"
#include "round_trip/random_data.h"
#include "round_trip/round_trip.h"
#include "schema/normal_values.h"
#include "support/require.h"

#include <cstdlib>
#include <iostream>

#include <gongwen/engine.h>
#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::testing;

namespace {

constexpr std::string_view kForms[] = {"expert-application",   "iso-form-4",        "proposal-review",
                                       "proposal-information", "commitment-letter", "justification-report"};

intake::ReturnedFile read_back(std::string_view form, Format format) {
  const intake::IntakeLimits limits;
  return format == Format::Pdf ? intake::read_pdf(form, limits)
                               : intake::read_xlsx(form, intake::UnnamedCells::Refuse, limits);
}

/// The data that the form gives back; empty when it was not made, since rules refuse the data.
std::string through_form(const Engine& engine, std::string_view kind, const schema::Schema& schema,
                         const std::string& text, Format format) {
  RenderOptions options;
  options.fillable = true;
  options.pdf.field_font = "none";
  const Rendering rendering = engine.render(kind, {"data.json", text}, {format}, options);
  if (!rendering.report.ok()) {
    if (std::getenv("GONGWEN_SHOW_REFUSED") != nullptr) std::cout << rendering.report.text(Language::English) << '\n';
    return {};
  }
  const intake::ReturnedFile file = read_back(rendering.files.front().bytes, format);
  intake::FieldData found = intake::data_from_fields(file.fields, schema, kind);
  intake::restore_given(found, file.given);
  return Json(found.json).canonical();
}

/// The data as a document is made of them: without blanks around texts and what else no value has.
std::string normal_json(const std::string& json, const schema::Schema& schema) {
  resources::SourceStore sources;
  diagnostics::DiagnosticSink sink;
  const diagnostics::SourceId source = sources.add("data", json);
  base::Expected<data::Document> read = data::read_json(source, sources.source_text(source), {}, sink);
  tests::require(read);
  const schema::NormalValues normal = schema::normal_values(schema, *std::move(read), sources, {}, sink);
  std::string text;
  data::append_value_json(text, normal.document.root());
  return Json(text).canonical();
}

std::vector<std::string> samples_of(std::string_view kind) {
  std::vector<std::string> samples;
  for (const auto& entry : std::filesystem::directory_iterator(GONGWEN_SOURCE_DIR "/samples/" + std::string(kind))) {
    if (entry.path().extension() == ".json") samples.push_back(file_text(entry.path()));
  }
  std::sort(samples.begin(), samples.end());
  return samples;
}

void check_samples(Format format) {
  const Engine engine;
  for (const std::string_view kind : kForms) {
    const Json json(engine.schema(kind).text);
    const schema::Schema schema = schema_of(json);
    for (const std::string& sample : samples_of(kind)) {
      SCOPED_TRACE(kind);
      const std::string wanted = Json(sample).canonical();
      const std::string found = through_form(engine, kind, schema, sample, format);
      EXPECT_EQ(found, wanted) << difference(found, wanted);
    }
  }
}

void check_random_data(std::string_view kind, Format format, const Engine& engine) {
  const std::size_t sets = number_from("GONGWEN_ROUND_TRIP_SETS", 6);
  RandomOptions options;
  options.unprintable = false;
  const Json json(engine.schema(kind).text);
  const schema::Schema schema = schema_of(json);
  const std::vector<std::string> samples = samples_of(kind);
  RandomData random(static_cast<std::uint32_t>(number_from("GONGWEN_ROUND_TRIP_SEED", 1)), options);
  // What is random hardly ever holds the rules of a form with names in Latin letters and dates in order.
  const std::size_t max_refused = 200 * sets;
  std::size_t refused = 0;
  std::size_t faults = 0;
  std::size_t done = 0;
  while (done < sets && faults < 5 && refused <= max_refused) {
    const Json data(random.varied_json(Json(samples[(done + refused) % samples.size()]).root(), schema));
    tests::require(data);
    std::string text;
    data::append_value_json(text, data.root());
    const std::string found = through_form(engine, kind, schema, text, format);
    if (found.empty()) {
      ++refused;
      continue;
    }
    ++done;
    const std::string wanted = normal_json(text, schema);
    if (found != wanted) ++faults;
    SCOPED_TRACE(kind);
    EXPECT_EQ(found, wanted) << difference(found, wanted);
  }
  EXPECT_LE(refused, max_refused);
  std::cout << kind << ": " << done << " sets, " << refused << " more were refused by the rules" << '\n';
}

}  // namespace

TEST(FillableForms, SamplesComeBackFromFillablePDFsAsTheyWere) { check_samples(Format::Pdf); }

TEST(FillableForms, SamplesComeBackFromFillableWorkbooksAsTheyWere) { check_samples(Format::Xlsx); }

TEST(FillableForms, DataMadeAtRandomComeBackFromFillablePDFsAsTheyWere) {
  const Engine engine;
  for (const std::string_view kind : kForms) check_random_data(kind, Format::Pdf, engine);
}

TEST(FillableForms, DataMadeAtRandomComeBackFromFillableWorkbooksAsTheyWere) {
  const Engine engine;
  for (const std::string_view kind : kForms) check_random_data(kind, Format::Xlsx, engine);
}
