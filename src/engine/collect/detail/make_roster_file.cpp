#include "engine/collect/detail/roster.h"
#include "engine/render/detail/make_files.h"
#include "schema/validate.h"

namespace gongwen::engine {

FinishedFile make_roster_file(const Roster& roster, const OutputFile& output, const CompiledKind& page,
                              FontSource& fonts, const Limits& limits, Run& run) {
  const text::FontLibrary* const library = fonts.get(run);
  const data::Document data = roster_data(roster, output.path);
  // A page of one's own may ask for data that a roster does not have.
  if (library == nullptr || !schema::validate(*page.schema, data.root(), {}, run.sink())) return {};
  RenderOptions options;
  options.limits = limits;
  std::vector<FinishedFile> files = make_files(page, data, {&output.format, 1}, {*library, options}, run);
  return files.empty() ? FinishedFile() : std::move(files.front());
}

}  // namespace gongwen::engine
