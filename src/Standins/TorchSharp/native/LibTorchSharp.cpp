// The whole native side: find an operator, call it boxed through libtorch's dispatcher, and the few things that are
// not operators (tensor handles, autograd engine, generators, threads, devices, archives).
// A tensor handle is an owned c10::TensorImpl*, a generator handle an owned at::Generator*.
// Every function that can fail returns a negative code and leaves its message in ts_error(), per thread.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/ops/add.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/serialize.h>
#include <torch/version.h>
#include <cstring>
#include <sstream>

#define EXPORT extern "C" __attribute__((visibility("default")))

using Handle = c10::TensorImpl*;
using ImplPtr = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

namespace {

enum Tag : int32_t {
  None, TensorTag, Int, Double, Bool, IntList, DoubleList, TensorList, OptionalTensorList, String, DeviceTag, GeneratorTag,
  Complex, Default, BoolList
};

// Mirrored by NativeValue in C#. `value` holds the number's bits, a handle, or the address of `length` elements.
struct Value { int64_t value; int32_t tag; int32_t length; };

// Sums, products and the like, (tensor, tensor) and (tensor, tensor, number) to a tensor, are many and small: they are called
// with their C++ signature, which spares the boxing.
using Binary = at::Tensor(const at::Tensor&, const at::Tensor&);
using Scaled = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Scalar&);
struct Operator { c10::OperatorHandle handle; std::vector<c10::IValue> defaults; bool typed; };

bool has_signature(const c10::OperatorHandle& op) {
  auto is = [](const c10::Argument& a, c10::TypeKind kind) { return a.type()->kind() == kind && !(a.alias_info() && a.alias_info()->isWrite()); };
  const auto& in = op.schema().arguments();
  const auto& out = op.schema().returns();
  return (in.size() == 2 || in.size() == 3) && out.size() == 1 && is(in[0], c10::TypeKind::TensorType) && is(in[1], c10::TypeKind::TensorType) &&
         (in.size() == 2 || is(in[2], c10::TypeKind::NumberType)) && is(out[0], c10::TypeKind::TensorType);
}

thread_local std::string error;

int32_t fail(int32_t code, std::string message) { error = std::move(message); return -code; }

// Codes: 1 any other failure, 2 index, 3 value, 4 type, 5 not implemented, 6 out of memory.
template <class F> int32_t guarded(F&& body) {
  try { return body(); }
  catch (const c10::IndexError& e) { return fail(2, e.what_without_backtrace()); }
  catch (const c10::ValueError& e) { return fail(3, e.what_without_backtrace()); }
  catch (const c10::TypeError& e) { return fail(4, e.what_without_backtrace()); }
  catch (const c10::NotImplementedError& e) { return fail(5, e.what_without_backtrace()); }
  catch (const c10::Error& e) { return fail(1, e.what_without_backtrace()); }
  catch (const std::bad_alloc&) { return fail(6, "out of memory"); }
  catch (const std::exception& e) { return fail(1, e.what()); }
}

at::Tensor borrow(Handle h) { return h ? at::Tensor(ImplPtr::reclaim_copy(h)) : at::Tensor(); }
Handle give(at::Tensor t) { return t.defined() ? t.unsafeReleaseTensorImpl() : nullptr; }

std::vector<at::Tensor> borrow_all(const Handle* handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int64_t i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
  return tensors;
}

double as_double(int64_t bits) { double d; std::memcpy(&d, &bits, sizeof d); return d; }
int64_t as_bits(double d) { int64_t bits; std::memcpy(&bits, &d, sizeof d); return bits; }
at::Device as_device(int64_t type, int64_t index) {
  return at::Device(static_cast<at::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

template <class T> c10::List<T> list_of(const Value& v) {
  c10::List<T> list;
  list.reserve(v.length);
  for (int32_t i = 0; i < v.length; i++) list.push_back(reinterpret_cast<const T*>(v.value)[i]);
  return list;
}

c10::IValue to_ivalue(const Operator& op, size_t position, const Value& v) {
  switch (v.tag) {
    case TensorTag: return borrow(reinterpret_cast<Handle>(v.value));
    case Int: return v.value;
    case Double: return as_double(v.value);
    case Bool: return v.value != 0;
    case IntList: return list_of<int64_t>(v);
    case DoubleList: return list_of<double>(v);
    case BoolList: return list_of<bool>(v);
    case TensorList: return c10::List<at::Tensor>(borrow_all(reinterpret_cast<const Handle*>(v.value), v.length));
    case OptionalTensorList: {
      c10::impl::GenericList list(c10::OptionalType::ofTensor());
      for (int32_t i = 0; i < v.length; i++) {
        auto handle = reinterpret_cast<const Handle*>(v.value)[i];
        list.push_back(handle ? c10::IValue(borrow(handle)) : c10::IValue());
      }
      return list;
    }
    case String: return std::string(reinterpret_cast<const char*>(v.value), v.length);
    case DeviceTag: return as_device(v.value, v.length);
    case GeneratorTag: return *reinterpret_cast<at::Generator*>(v.value);
    case Complex: return c10::complex<double>(reinterpret_cast<const double*>(v.value)[0], reinterpret_cast<const double*>(v.value)[1]);
    case Default: return op.defaults[position];
    default: return c10::IValue();
  }
}

Value to_value(c10::IValue&& v) {
  if (v.isTensor()) return {reinterpret_cast<int64_t>(give(std::move(v).toTensor())), TensorTag, 0};
  if (v.isInt()) return {v.toInt(), Int, 0};
  if (v.isDouble()) return {as_bits(v.toDouble()), Double, 0};
  if (v.isBool()) return {v.toBool(), Bool, 0};
  if (v.isTensorList()) {
    auto tensors = v.toTensorVector();
    auto handles = new Handle[tensors.size()];
    for (size_t i = 0; i < tensors.size(); i++) handles[i] = give(std::move(tensors[i]));
    return {reinterpret_cast<int64_t>(handles), TensorList, static_cast<int32_t>(tensors.size())};
  }
  return {0, None, 0};
}

// What an error report shows of the arguments: dtype and shape of tensors, the numbers themselves.
void describe(std::ostream& out, const Value& v) {
  switch (v.tag) {
    case TensorTag: { auto t = borrow(reinterpret_cast<Handle>(v.value)); out << t.scalar_type() << t.sizes(); break; }
    case Int: out << v.value; break;
    case Double: out << as_double(v.value); break;
    case Bool: out << (v.value ? "true" : "false"); break;
    case IntList: out << c10::ArrayRef<int64_t>(reinterpret_cast<const int64_t*>(v.value), v.length); break;
    case String: out << '"' << std::string(reinterpret_cast<const char*>(v.value), v.length) << '"'; break;
    case TensorList: case OptionalTensorList:
      out << '{';
      for (int32_t i = 0; i < v.length; i++)
        describe(out << (i ? ", " : ""), {reinterpret_cast<const int64_t*>(v.value)[i], reinterpret_cast<const int64_t*>(v.value)[i] ? TensorTag : None, 0});
      out << '}';
      break;
    case None: out << "none"; break;
    default: out << "...";
  }
}

}  // namespace

EXPORT const char* ts_error() { return error.c_str(); }
EXPORT const char* ts_version() { return TORCH_VERSION; }

// Operators. -----------------------------------------------------------------------------------------------------------

EXPORT const Operator* ts_find(const char* name, const char* overload) {
  auto found = c10::Dispatcher::singleton().findSchema({name, overload});
  if (!found) { fail(5, std::string(name) + "." + overload + " is not an operator of libtorch " TORCH_VERSION); return nullptr; }
  std::vector<c10::IValue> defaults;
  for (const auto& argument : found->schema().arguments()) defaults.push_back(argument.default_value().value_or(c10::IValue()));
  return new Operator{*found, std::move(defaults), has_signature(*found)};
}

// Calls op with `count` arguments; missing trailing arguments take the schema's defaults. Returns the number of results.
EXPORT int32_t ts_call(const Operator* op, const Value* args, int32_t count, Value* results, int32_t capacity) {
  auto code = guarded([&] {
    if (op->typed && count >= 2 && capacity == 1 && args[0].tag == TensorTag && args[1].tag == TensorTag) {
      auto left = borrow(reinterpret_cast<Handle>(args[0].value)), right = borrow(reinterpret_cast<Handle>(args[1].value));
      auto result = op->defaults.size() == 2
        ? op->handle.typed<Binary>().call(left, right)
        : op->handle.typed<Scaled>().call(left, right, (count == 3 ? to_ivalue(*op, 2, args[2]) : op->defaults[2]).toScalar());
      results[0] = {reinterpret_cast<int64_t>(give(std::move(result))), TensorTag, 0};
      return 1;
    }
    torch::jit::Stack stack;
    stack.reserve(op->defaults.size());
    for (int32_t i = 0; i < count; i++) stack.push_back(to_ivalue(*op, i, args[i]));
    for (size_t i = count; i < op->defaults.size(); i++) stack.push_back(op->defaults[i]);
    op->handle.callBoxed(&stack);
    auto produced = std::min(static_cast<int32_t>(stack.size()), capacity);
    for (int32_t i = 0; i < produced; i++) results[i] = to_value(std::move(stack[i]));
    return produced;
  });
  if (code < 0) {
    std::ostringstream text;
    text << error << "\n  in " << op->handle.operator_name() << '(';
    for (int32_t i = 0; i < count; i++) describe(text << (i ? ", " : ""), args[i]);
    text << ')';
    error = text.str();
  }
  return code;
}

EXPORT void ts_free_handles(Handle* handles) { delete[] handles; }

// Tensors. -------------------------------------------------------------------------------------------------------------

EXPORT void ts_release(Handle h) { ImplPtr::reclaim(h).reset(); }
EXPORT Handle ts_share(Handle h) { return give(borrow(h)); }
EXPORT int64_t ts_dim(Handle h) { return h->dim(); }
EXPORT int64_t ts_numel(Handle h) { return h->numel(); }
EXPORT int64_t ts_element_size(Handle h) { return static_cast<int64_t>(h->itemsize()); }
EXPORT int64_t ts_storage_offset(Handle h) { return h->storage_offset(); }
EXPORT int32_t ts_dtype(Handle h) { return static_cast<int32_t>(c10::typeMetaToScalarType(h->dtype())); }
EXPORT int32_t ts_device_type(Handle h) { return static_cast<int32_t>(h->device().type()); }
EXPORT int32_t ts_device_index(Handle h) { return h->device().index(); }
EXPORT void ts_sizes(Handle h, int64_t* out) { auto s = h->sizes(); std::copy(s.begin(), s.end(), out); }
EXPORT void ts_strides(Handle h, int64_t* out) { auto s = h->strides(); std::copy(s.begin(), s.end(), out); }
EXPORT int32_t ts_is_contiguous(Handle h) { return h->is_contiguous(); }
EXPORT int32_t ts_is_sparse(Handle h) { return h->is_sparse(); }
EXPORT int32_t ts_requires_grad(Handle h) { return borrow(h).requires_grad(); }
EXPORT int32_t ts_is_leaf(Handle h) { return borrow(h).is_leaf(); }
EXPORT int32_t ts_data(Handle h, void** data) { return guarded([&] { *data = borrow(h).data_ptr(); return 0; }); }
EXPORT int32_t ts_set_requires_grad(Handle h, int32_t on) { return guarded([&] { borrow(h).set_requires_grad(on != 0); return 0; }); }
EXPORT Handle ts_grad(Handle h) { return give(borrow(h).grad()); }
EXPORT int32_t ts_set_grad(Handle h, Handle grad) { return guarded([&] { borrow(h).mutable_grad() = borrow(grad); return 0; }); }
EXPORT int32_t ts_save(Handle h, const char* path) { return guarded([&] { torch::save(borrow(h), path); return 0; }); }
EXPORT int32_t ts_load(const char* path, Handle* result) {
  return guarded([&] { at::Tensor t; torch::load(t, path); *result = give(std::move(t)); return 0; });
}

// Autograd. ------------------------------------------------------------------------------------------------------------

EXPORT int32_t ts_backward(const Handle* roots, int32_t n, const Handle* grads, int32_t grad_count, int32_t retain, int32_t create,
                           const Handle* inputs, int32_t input_count) {
  return guarded([&] {
    torch::autograd::backward(borrow_all(roots, n), borrow_all(grads, grad_count), retain != 0, create != 0, borrow_all(inputs, input_count));
    return 0;
  });
}
EXPORT int32_t ts_autograd_grad(const Handle* roots, int32_t n, const Handle* inputs, int32_t input_count, const Handle* grads,
                                int32_t grad_count, int32_t retain, int32_t create, int32_t allow_unused, Handle* results) {
  return guarded([&] {
    auto out = torch::autograd::grad(borrow_all(roots, n), borrow_all(inputs, input_count), borrow_all(grads, grad_count),
                                     retain != 0, create != 0, allow_unused != 0);
    for (auto& g : out) *results++ = give(std::move(g));
    return 0;
  });
}
EXPORT int32_t ts_grad_enabled() { return c10::GradMode::is_enabled(); }
EXPORT void ts_set_grad_enabled(int32_t on) { c10::GradMode::set_enabled(on != 0); }
EXPORT int32_t ts_inference_enabled() { return c10::InferenceMode::is_enabled(); }
EXPORT void* ts_inference_enter(int32_t on) { return new c10::InferenceMode(on != 0); }
EXPORT void ts_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
EXPORT int32_t ts_anomaly() { return torch::autograd::AnomalyMode::is_enabled() | (torch::autograd::AnomalyMode::should_check_nan() << 1); }
EXPORT void ts_set_anomaly(int32_t on, int32_t check_nan) { torch::autograd::AnomalyMode::set_enabled(on != 0, check_nan != 0); }

// Generators. ----------------------------------------------------------------------------------------------------------

EXPORT at::Generator* ts_default_generator() { return new at::Generator(at::globalContext().defaultGenerator(at::kCPU)); }
EXPORT at::Generator* ts_new_generator(uint64_t seed) { return new at::Generator(at::detail::createCPUGenerator(seed)); }
EXPORT void ts_release_generator(at::Generator* g) { delete g; }
EXPORT void ts_generator_seed(at::Generator* g, uint64_t seed) { std::lock_guard<std::mutex> lock(g->mutex()); g->set_current_seed(seed); }
EXPORT uint64_t ts_generator_initial_seed(at::Generator* g) { return g->current_seed(); }
EXPORT Handle ts_generator_state(at::Generator* g) { std::lock_guard<std::mutex> lock(g->mutex()); return give(g->get_state()); }
EXPORT int32_t ts_set_generator_state(at::Generator* g, Handle state) {
  return guarded([&] { std::lock_guard<std::mutex> lock(g->mutex()); g->set_state(borrow(state)); return 0; });
}

// Threads and devices. -------------------------------------------------------------------------------------------------

EXPORT int32_t ts_num_threads() { return at::get_num_threads(); }
EXPORT int32_t ts_set_num_threads(int32_t n) { return guarded([&] { at::set_num_threads(n); return 0; }); }
EXPORT int32_t ts_num_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }
EXPORT int32_t ts_set_num_interop_threads(int32_t n) { return guarded([&] { at::set_num_interop_threads(n); return 0; }); }
EXPORT int32_t ts_cuda_available() { return torch::cuda::is_available(); }
EXPORT int32_t ts_cudnn_available() { return torch::cuda::cudnn_is_available(); }
EXPORT int32_t ts_cuda_device_count() { return static_cast<int32_t>(torch::cuda::device_count()); }
EXPORT int32_t ts_cuda_synchronize(int32_t index) { return guarded([&] { torch::cuda::synchronize(index); return 0; }); }
EXPORT int32_t ts_cuda_manual_seed(uint64_t seed, int32_t all) {
  return guarded([&] { if (all) torch::cuda::manual_seed_all(seed); else torch::cuda::manual_seed(seed); return 0; });
}

// A yardstick for the overhead test: the sum of two tensors as C++ itself calls it, so many times.
EXPORT void ts_repeat_add(Handle a, Handle b, int64_t times) {
  auto left = borrow(a), right = borrow(b);
  for (int64_t i = 0; i < times; i++) at::add(left, right);
}
