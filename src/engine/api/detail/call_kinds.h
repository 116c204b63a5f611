// CallKinds: the kinds that one call of an engine uses.
#pragma once

#include "engine/core/run.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen {

/// Those of the engine, or with the call's own texts. Of several kinds, texts may be meant for one; with a single kind
/// (`kind` is not empty), all must be for that one.
class CallKinds {
 public:
  template <typename Implementation>
  CallKinds(Implementation& engine, const RenderOptions& options, std::string_view kind = {}) : kinds_(&engine.kinds) {
    if (options.texts.empty()) return;
    std::vector<engine::OwnTexts> texts = engine::read_own_texts(options, run_.sink());
    if (!kind.empty()) {
      engine::report_texts_of_other_kinds(texts, engine.kinds.name_of(kind).value_or(std::string(kind)), run_.sink());
    }
    if (run_.sink().has_errors()) return;
    library_ = engine.library(std::move(texts));
    kinds_ = library_.get();
  }

  bool ok() const { return !run_.sink().has_errors(); }
  engine::KindLibrary& operator*() const { return *kinds_; }
  /// Why the texts cannot be used.
  Report report() && { return std::move(run_).report(); }

 private:
  mutable engine::Run run_;
  std::shared_ptr<engine::KindLibrary> library_;
  engine::KindLibrary* kinds_;
};

}  // namespace gongwen
