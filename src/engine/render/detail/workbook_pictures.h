// The pictures of a workbook: files of the bundle and of the data, `data:` addresses, and codes. PNG and JPEG files
// go into the workbook as they are, other pictures as PNG; drawings are rendered.
#pragma once

#include "dom/tree.h"
#include "engine/core/detail/data_files.h"
#include "engine/kinds/detail/style_files.h"
#include "images/image_set.h"
#include "sheet/build_workbook.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::engine {

class WorkbookPictures {
 public:
  /// The tree and the files must outlive this object.
  WorkbookPictures(const dom::Tree& tree, const BundleFiles& files, DataFiles data_files,
                   diagnostics::DiagnosticSink& sink)
      : tree_(tree), sink_(sink), files_(files, std::move(data_files)), images_(&files_, nullptr, sink) {}

  /// Makes the picture of an `<img>`; see sheet::PictureSource. Reports: images/*, resources/*, raster/*.
  std::optional<sheet::SourcePicture> make(dom::NodeId element, base::LayoutUnit width, base::LayoutUnit height);
  /// Makes the picture at an address in a style sheet; see sheet::HeaderPictureSource. Reports the same.
  std::optional<sheet::HeaderPicture> make(std::string_view address, const diagnostics::Origin& origin);

 private:
  std::optional<images::ImageId> barcode(dom::NodeId element);
  std::optional<std::string> file_bytes(std::string_view address, const diagnostics::Origin& origin);
  std::string rendered(const images::Image& image, const base::Size& size);

  const dom::Tree& tree_;
  diagnostics::DiagnosticSink& sink_;
  BundleImages files_;
  images::ImageSet images_;
};

}  // namespace gongwen::engine
