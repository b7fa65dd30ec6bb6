namespace Distillery.Shared.Configuration;

/// <summary>The file formats of a data set that can be read.</summary>
public enum DataFormat
{
    /// <summary>The IDX files of MNIST and Fashion-MNIST: one channel.</summary>
    Idx,

    /// <summary>The binary files of CIFAR-10: three channels, 10 classes.</summary>
    Cifar10,

    /// <summary>The binary files of CIFAR-100: three channels, 100 fine classes.</summary>
    Cifar100,

    /// <summary>JPEG and PNG files, one folder for each class.</summary>
    Folder,

    /// <summary>JPEG and PNG files in tar files, by WebDataset's conventions.</summary>
    Webdataset,

    /// <summary>JPEG, PNG or raw images in the shards of MosaicML's Streaming.</summary>
    Mds,

    /// <summary>JPEG and PNG images in TensorFlow's record files, each in a tf.train.Example.</summary>
    Tfrecord,

    /// <summary>JPEG or raw images in the .beton files of FFCV.</summary>
    Ffcv,
}
