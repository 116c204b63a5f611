// Pages of a PDF as pictures of their red alone (images::read_red), one after the other, by `pdftoppm` of Poppler: a
// separate program, whose licence (GPL) allows it to be started by any program.
//   PagePictures pictures(path, {1, 300, 2339});
//   while (pictures.next(picture)) look_at(picture);
//   if (!pictures.has_started()) …
#pragma once

#include "images/photo.h"
#include "resources/file_descriptor.h"

#include <cstddef>
#include <optional>
#include <string>

#include <sys/types.h>

namespace gongwen::scans {

struct PageRange {
  std::size_t first = 1;
  std::size_t last = 1;
  std::size_t side = 0;  // pixels of the longer side of each page
};

class PagePictures {
 public:
  PagePictures(const std::string& path, const PageRange& range);
  PagePictures(const PagePictures&) = delete;
  PagePictures& operator=(const PagePictures&) = delete;
  /// Ends the program, also in the middle of a page.
  ~PagePictures();

  bool has_started() const { return child_ > 0; }
  /// False after the last page, and when the rest cannot be read.
  bool next(images::GrayPicture& picture);

 private:
  bool fill();
  std::optional<char> byte();
  std::optional<std::uint32_t> number();

  pid_t child_ = 0;
  resources::FileDescriptor output_;
  std::string buffer_;
  std::size_t taken_ = 0;
};

}  // namespace gongwen::scans
