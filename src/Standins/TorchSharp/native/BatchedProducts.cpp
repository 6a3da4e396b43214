// Batched matrix products for a libtorch without MKL. Debian's cuts every matrix out of its batch as a tensor of its own, three
// views and an operator each, which takes longer than a small product does. Here the library's product is called matrix by
// matrix, with the arguments that libtorch would pass: on one thread the result is the same bit for bit.
// Whatever is not float or double, contiguous enough and small goes to libtorch's own code, and with MKL everything does.
#include <ATen/Context.h>
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/baddbmm_cpu_dispatch.h>
#include <ATen/ops/bmm_cpu_dispatch.h>
#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>
#include <torch/library.h>
#include <torch/version.h>
#include <optional>

extern "C" {
// Fortran's interface; absent where libtorch keeps its matrix library to itself.
__attribute__((weak)) void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*,
                                  const float*, const int*, const float*, float*, const int*);
__attribute__((weak)) void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*, const double*, const int*,
                                  const double*, const int*, const double*, double*, const int*);
}

namespace {

// Below the first, libtorch multiplies in a plain loop; above the second, what a matrix costs besides its product does not count.
constexpr int64_t Smallest = 400, Largest = 1 << 21;
constexpr int64_t MultipliesPerTask = 1 << 16;

struct Matrices { char order; int leading; };

// Rows of a matrix are the library's columns: 'N' where they lie as they are read, 'T' where the batch is transposed.
std::optional<Matrices> matrices(const at::Tensor& t) {
  auto rows = t.size(1), cols = t.size(2), down = t.stride(1), across = t.stride(2);
  if (across == 1 && down >= cols) return Matrices{'N', static_cast<int>(down)};
  if (down == 1 && across >= rows) return Matrices{'T', static_cast<int>(across)};
  return std::nullopt;
}

bool fits(const at::Tensor& left, const at::Tensor& right) {
  if (left.dim() != 3 || right.dim() != 3 || left.size(0) != right.size(0) || left.size(2) != right.size(1)) return false;
  if ((left.scalar_type() != at::kFloat && left.scalar_type() != at::kDouble) || left.scalar_type() != right.scalar_type()) return false;
  if (left.layout() != at::kStrided || right.layout() != at::kStrided || !right.device().is_cpu()) return false;
  auto m = left.size(1), k = left.size(2), n = right.size(2), work = m * n * k;
  return m > 1 && n > 1 && k > 1 && work >= Smallest && work <= Largest && matrices(left) && matrices(right);
}

void multiply(const char* ta, const char* tb, const int* m, const int* n, const int* k, const float* alpha, const float* a, const int* lda,
              const float* b, const int* ldb, const float* beta, float* c, const int* ldc) {
  sgemm_(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
void multiply(const char* ta, const char* tb, const int* m, const int* n, const int* k, const double* alpha, const double* a, const int* lda,
              const double* b, const int* ldb, const double* beta, double* c, const int* ldc) {
  dgemm_(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

// result = beta·result + alpha·left·right, result contiguous. The library reads rows as columns, so the factors change places.
void multiply_all(const at::Tensor& result, const at::Tensor& left, const at::Tensor& right, double alpha, double beta) {
  AT_DISPATCH_FLOATING_TYPES(left.scalar_type(), "batched product", [&] {
    auto a = *matrices(right), b = *matrices(left);
    auto m = static_cast<int>(right.size(2)), n = static_cast<int>(left.size(1)), k = static_cast<int>(left.size(2));
    auto by = static_cast<scalar_t>(alpha), keep = static_cast<scalar_t>(beta);
    auto to = result.data_ptr<scalar_t>();
    auto from_right = right.data_ptr<scalar_t>(), from_left = left.data_ptr<scalar_t>();
    auto right_step = right.stride(0), left_step = left.stride(0), step = static_cast<int64_t>(m) * n;
    at::parallel_for(0, left.size(0), 1 + MultipliesPerTask / (step * k), [&](int64_t begin, int64_t end) {
      for (auto i = begin; i < end; i++)
        multiply(&a.order, &b.order, &m, &n, &k, &by, from_right + i * right_step, &a.leading, from_left + i * left_step, &b.leading, &keep, to + i * step, &m);
    });
  });
}

at::Tensor bmm(const at::Tensor& left, const at::Tensor& right) {
  if (!fits(left, right)) return at::cpu::bmm(left, right);
  auto result = at::empty({left.size(0), left.size(1), right.size(2)}, left.options());
  multiply_all(result, left, right, 1, 0);
  return result;
}

at::Tensor baddbmm(const at::Tensor& start, const at::Tensor& left, const at::Tensor& right, const at::Scalar& beta, const at::Scalar& alpha) {
  if (!fits(left, right) || start.scalar_type() != left.scalar_type() || !start.device().is_cpu() || beta.isComplex() || alpha.isComplex() || beta.toDouble() == 0)
    return at::cpu::baddbmm(start, left, right, beta, alpha);
  auto result = at::empty({left.size(0), left.size(1), right.size(2)}, left.options());
  result.copy_(start.expand_as(result));
  multiply_all(result, left, right, alpha.toDouble(), beta.toDouble());
  return result;
}

// The dispatcher warns when a kernel takes another's place, which is meant here.
struct Silent : c10::WarningHandler {
#if TORCH_VERSION_MAJOR >= 2
  void process(const c10::Warning&) override {}
#else
  void process(const c10::SourceLocation&, const std::string&, const bool) override {}
#endif
};
#if TORCH_VERSION_MAJOR >= 2
using Muted = c10::WarningUtils::WarningHandlerGuard;
#else
using Muted = c10::Warning::WarningHandlerGuard;
#endif

struct Replacement {
  Replacement() {
    if (at::hasMKL() || !sgemm_ || !dgemm_) return;
    Silent silent;
    Muted muted(&silent);
    static torch::Library library(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
    library.impl("bmm", TORCH_FN(bmm)).impl("baddbmm", TORCH_FN(baddbmm));
  }
} replacement;

}  // namespace
