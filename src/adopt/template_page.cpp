#include "adopt/template_page.h"

#include "adopt/detail/page_writer.h"

namespace gongwen::adopt {

AdoptedPage adopt_page(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink) {
  PageWriter writer(document, request, sink);
  const bool good = writer.write();
  AdoptedPage page = writer.take();
  page.is_usable = good;
  return page;
}

}  // namespace gongwen::adopt
