namespace TorchSharp;

public static partial class torch
{
    /// <summary>A kind of device and, where there are several, which one (−1: the current one).</summary>
    public class Device
    {
        public DeviceType type { get; private set; } = DeviceType.CPU;
        public int index { get; private set; } = -1;

        /// <param name="description"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, <c>meta</c>.</param>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0]);
            if (parts.Length == 2)
                index = int.Parse(parts[1]);
        }

        public Device(string deviceType, int index = -1)
        {
            type = Parse(deviceType);
            this.index = index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        private static DeviceType Parse(string name) => (DeviceType)Enum.Parse(typeof(DeviceType), name.ToUpper());

        public override string ToString() =>
            type == DeviceType.CPU ? "cpu" : type.ToString().ToLower() + (index == -1 ? "" : $":{index}");

        public static implicit operator Device(string description) => new(description);
    }

    private static Device? cudaDevice;
    private static Device? mpsDevice;
    private static Device defaultDevice = new(DeviceType.CPU);

    public static Device CUDA => cudaDevice ??= InitializeDevice(new Device(DeviceType.CUDA));
    public static Device MPS => mpsDevice ??= InitializeDevice(new Device(DeviceType.MPS));
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    public static Device device(string description) => InitializeDevice(new Device(description));
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(int index) => new(DeviceType.CUDA, index);

    public static Device get_default_device() => defaultDevice;
    public static void set_default_device(Device device) => defaultDevice = device;
    public static void set_default_device(string device) => set_default_device(new Device(device));

    /// <summary>False when this machine lacks the kind of device.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.MPS => false,
        DeviceType.CUDA => cuda.is_available(),
        _ => true,
    };

    /// <exception cref="InvalidOperationException">This machine lacks the kind of device.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (deviceType == DeviceType.MPS)
            throw new InvalidOperationException("Torch device type 'MPS' is not available on this platform.");
        if (deviceType == DeviceType.CUDA && !cuda.is_available())
            throw new InvalidOperationException(
                $"Torch device type {deviceType} did not initialise on the current machine: this libtorch sees no CUDA device.");
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        if (device.type != DeviceType.CPU)
            InitializeDeviceType(device.type);
        return device;
    }
}
