// The images of a bundle, as the module images asks for them.
#pragma once

#include "engine/core/detail/data_files.h"
#include "engine/kinds/detail/bundle_files.h"
#include "images/image_set.h"

namespace gongwen::engine {

class BundleImages : public images::ImageFiles {
 public:
  /// `data_files` is where names below `beside/` lead. `beside` learns which were read.
  /// What `files` do not have is looked for in `further`.
  explicit BundleImages(const BundleFiles& files, DataFiles data_files = {}, std::vector<std::string>* beside = nullptr,
                        const BundleFiles* further = nullptr)
      : files_(files), data_files_(std::move(data_files)), beside_(beside), further_(further) {}

  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                   diagnostics::DiagnosticSink& sink) override {
    constexpr std::string_view kBeside = "beside/";
    if (!name.starts_with(kBeside)) {
      const std::string file = resolve_name(name, {});
      const bool is_further = further_ != nullptr && !files_.contains(file);
      return (is_further ? *further_ : files_).read_bytes(file, origin, sink);
    }
    name.remove_prefix(kBeside.size());
    if (beside_ != nullptr) beside_->emplace_back(name);
    return data_files_.read(name, origin, sink);
  }

 private:
  const BundleFiles& files_;
  DataFiles data_files_;
  std::vector<std::string>* beside_;
  const BundleFiles* further_;
};

}  // namespace gongwen::engine
