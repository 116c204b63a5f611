#include "engine/api/made_page.h"

#include "diagnostics/catalogue/engine.h"
#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/runs/kind_run.h"
#include "intake/file_reader.h"

// Renders the program's own pages, such as the roster, like Engine::render, without bundles of authors. A long list is
// streamed; other data is read whole. Errors prevent files; warnings do not.
namespace gongwen::engine {

Rendering make_page(const EngineOptions& given, std::string_view name, const DataSource& data, Format format,
                    const RenderOptions& render) {
  const auto options = complete_options(given);
  FontSource fonts(options->share_folder + "/fonts", options->font_folders);
  KindLibrary kinds(options, std::make_shared<intake::FileReader>(options->libexec_folder));
  const std::shared_ptr<const CompiledKind> page = kinds.get_page(name);
  // Everything is made for one call; callers that make many pages use an Engine.
  KindRun steps(kinds, fonts, page);
  Rendering result;
  result.kind = std::string(name);
  if (!page) steps.run().sink().report(diagnostics::messages::EngineNoPage, diagnostics::Origin{}, name);
  if (steps.usable() && steps.plan({{std::string(), format}}, data)) {
    const bool made = steps.run().attempt([&] {
      if (const auto streamed = steps.stream(data, render); streamed != KindRun::Streaming::Impossible)
        return streamed == KindRun::Streaming::Done;
      return steps.read(data, render) && steps.make(steps.planned_formats(), render);
    });
    for (FinishedFile& file : steps.files()) {
      const std::size_t size = file.size();
      if (made) result.files.push_back({format, {}, std::move(file.bytes), size, file.pages, {}, file.page});
    }
  }
  steps.settle(render);
  result.report = std::move(steps.run()).report();
  return result;
}

}  // namespace gongwen::engine
