using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A source of random numbers with its own state. As in the package, it lives on the processor whatever <c>device</c> says: numbers
    /// for a GPU are drawn on the processor and moved.
    /// </summary>
    public class Generator : IDisposable
    {
        public IntPtr Handle { get; private set; }
        public Device device { get; private set; }

        private Generator(IntPtr handle, Device device) => (Handle, this.device) = (handle, device);

        public Generator(ulong seed = 0, Device? device = null) : this(ts_new_generator(seed), device ?? CPU) { }

        /// <summary>The generator that functions use which are given none. Each read is a new object on the same state.</summary>
        public static Generator Default => new(ts_default_generator(), CPU);

        public Tensor get_state()
        {
            var state = new Tensor(ts_generator_state(Handle));
            GC.KeepAlive(this);
            return state;
        }

        /// <exception cref="System.Runtime.InteropServices.ExternalException">The tensor is no state of such a generator.</exception>
        public void set_state(Tensor value)
        {
            Check(ts_set_generator_state(Handle, value is null ? 0 : value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            ts_generator_seed(Handle, (ulong)seed);
            return this;
        }

        /// <summary>Seeds from the clock and returns that seed.</summary>
        public long seed()
        {
            var seed = DateTime.UtcNow.Ticks;
            manual_seed(seed);
            return seed;
        }

        public long initial_seed() => (long)ts_generator_initial_seed(Handle);

        protected virtual void Dispose(bool disposing)
        {
            var handle = Handle;
            Handle = IntPtr.Zero;
            if (handle != IntPtr.Zero)
                ts_release_generator(handle);
        }

        ~Generator() => Dispose(false);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }
    }

    public static partial class random
    {
        public static long seed() => Generator.Default.seed();
        public static long initial_seed() => Generator.Default.initial_seed();

        /// <summary>Seeds the processor's default generator and returns it; a GPU's is seeded by <c>cuda.manual_seed</c>.</summary>
        public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    public static Generator manual_seed(long seed) => random.manual_seed(seed);
    public static long seed() => random.seed();
    public static long initial_seed() => random.initial_seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);
}
