// The images of a bundle, as the module images asks for them.
#pragma once

#include "engine/bundle_files.h"
#include "images/image_set.h"

namespace gongwen::engine {

class BundleImages : public images::ImageFiles {
 public:
  explicit BundleImages(const BundleFiles& files) : files_(files) {}
  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                   diagnostics::DiagnosticSink& sink) override {
    return files_.read_bytes(resolve_name(name, {}), origin, sink);
  }

 private:
  const BundleFiles& files_;
};

}  // namespace gongwen::engine
