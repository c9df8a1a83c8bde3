//! Samples, through symphonia, in blocks of bounded size.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use symphonia::core::{
    audio::GenericAudioBufferRef,
    codecs::audio::AudioDecoderOptions,
    errors::Error as Symphonia,
    formats::{TrackType, probe::Hint},
    io::{MediaSource, MediaSourceStream},
};

use crate::{Error, Format, Result, error::Fault, file, id3, picture::guarded};

/// What is heard whole is held in memory; this is half an hour of 48 kHz stereo, times three.
const MAX_SAMPLES: usize = 1 << 29;

/// The shape of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AudioSpec {
    /// Samples a second and channel.
    pub sample_rate: u32,
    /// Channels, interleaved.
    pub channels: u16,
}

/// Interleaved samples.
#[derive(Debug, Clone, PartialEq)]
pub enum AudioSamples {
    /// Integers, left-aligned: full scale is the full range of `i32`, whatever the depth.
    I32(Vec<i32>),
    /// Floating point, full scale ±1.
    F32(Vec<f32>),
}

/// A piece of music in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Audio {
    /// Rate and channels.
    pub spec: AudioSpec,
    /// The samples: integers from integer formats, exactly; floats from float formats and MP3.
    pub samples: AudioSamples,
}

/// Decodes a whole piece; refuses what would take more than 2 GiB of memory.
pub fn decode_audio(path: &Path) -> Result<Audio> {
    let (mut integers, mut floats) = (Vec::<i32>::new(), Vec::<f32>::new());
    let (mut block_i, mut block_f) = (Vec::new(), Vec::new());
    let outcome = run(path, false, &mut |_, block| {
        if integers.len() + floats.len() + block.samples_interleaved() > MAX_SAMPLES {
            return Err(Fault::Unsupported(
                "too long to be held in memory".to_owned(),
                "split it into movements",
            ));
        }
        if matches!(block, GenericAudioBufferRef::F32(_) | GenericAudioBufferRef::F64(_)) {
            block.copy_to_vec_interleaved(&mut block_f);
            floats.append(&mut block_f);
        } else {
            block.copy_to_vec_interleaved(&mut block_i);
            integers.append(&mut block_i);
        }
        Ok(())
    })?;
    let samples =
        if integers.is_empty() { AudioSamples::F32(floats) } else { AudioSamples::I32(integers) };
    Ok(Audio { spec: outcome.spec, samples })
}

/// Decodes in blocks of at most some ten thousand samples and hands each to `each`, interleaved, ±1.
pub fn stream_audio(path: &Path, mut each: impl FnMut(AudioSpec, &[f32])) -> Result<AudioSpec> {
    let mut samples = Vec::new();
    let outcome = run(path, false, &mut |spec, block| {
        block.copy_to_vec_interleaved(&mut samples);
        each(spec, &samples);
        Ok(())
    })?;
    Ok(outcome.spec)
}

/// What a full decoding met.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outcome {
    pub(crate) spec: AudioSpec,
    pub(crate) frames: u64,
    pub(crate) packets: u64,
    pub(crate) bad_packets: u64,
    /// What the format's own checksum over all samples says.
    pub(crate) verified: Option<bool>,
}

type Each<'e> = dyn FnMut(AudioSpec, &GenericAudioBufferRef<'_>) -> Result<(), Fault> + 'e;

/// Decodes `path` block by block.
pub(crate) fn run(path: &Path, verify: bool, each: &mut Each<'_>) -> Result<Outcome> {
    let (mut file, length) = file::open(path)?;
    let head = file::read_up_to(&mut file, 16).map_err(|error| Error::from_io(path, error))?;
    let start = id3::tag_length(&head).unwrap_or(0).min(length);
    let source = After { file, start, length: length - start };
    guarded(|| decode(source, verify, each)).map_err(|fault| fault.at(path))
}

fn decode(source: After, verify: bool, each: &mut Each<'_>) -> Result<Outcome, Fault> {
    let mut source = source;
    source.seek(SeekFrom::Start(0))?;
    let stream = MediaSourceStream::new(Box::new(source), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, Default::default(), Default::default())
        .map_err(fault)?;
    let nothing = || Fault::damaged("no sound inside");
    let track = format.default_track(TrackType::Audio).ok_or_else(nothing)?;
    let id = track.id;
    let parameters =
        track.codec_params.as_ref().and_then(|params| params.audio()).ok_or_else(nothing)?;
    let options = AudioDecoderOptions::default().verify(verify);
    let mut decoder =
        symphonia::default::get_codecs().make_audio_decoder(parameters, &options).map_err(fault)?;
    let mut outcome = Outcome::default();
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            Err(Symphonia::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(fault(error)),
        };
        if packet.track_id != id {
            continue;
        }
        outcome.packets += 1;
        match decoder.decode(&packet) {
            Ok(block) => {
                let spec = AudioSpec {
                    sample_rate: block.spec().rate(),
                    channels: u16::try_from(block.spec().channels().count()).unwrap_or(u16::MAX),
                };
                if spec.channels == 0 || spec.sample_rate == 0 {
                    outcome.bad_packets += 1;
                    continue;
                }
                if outcome.frames > 0 && spec != outcome.spec {
                    return Err(Fault::damaged("its sample rate or channels change on the way"));
                }
                outcome.spec = spec;
                outcome.frames += block.frames() as u64;
                each(spec, &block)?;
            }
            Err(Symphonia::DecodeError(_)) => outcome.bad_packets += 1,
            Err(Symphonia::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(fault(error)),
        }
    }
    outcome.verified = decoder.finalize().verify_ok;
    if outcome.frames == 0 { Err(nothing()) } else { Ok(outcome) }
}

fn fault(error: Symphonia) -> Fault {
    match error {
        Symphonia::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Fault::Truncated
        }
        error => Fault::damaged(error),
    }
}

/// Decodes everything and says whether it is whole: every packet, every promised sample, and FLAC's MD5.
pub(crate) fn decodes(path: &Path, format: Format, promised: Option<u64>) -> Result<()> {
    let outcome = run(path, format == Format::Flac, &mut |_, _| Ok(()))?;
    let damaged =
        |detail: &str| Error::Damaged { path: path.to_owned(), detail: detail.to_owned() };
    // MP3 encoders leave a stray packet at the ends; in the other formats every one counts.
    let allowed = if format == Format::Mp3 { outcome.packets / 50 + 1 } else { 0 };
    if outcome.bad_packets > allowed {
        return Err(damaged("some of its sound cannot be decoded"));
    }
    if outcome.verified == Some(false) {
        return Err(damaged("its sound does not match its own checksum"));
    }
    if format != Format::Mp3 && promised.is_some_and(|promised| outcome.frames < promised) {
        return Err(Error::Truncated { path: path.to_owned() });
    }
    Ok(())
}

/// A file without its leading tag: symphonia sees the stream at position 0.
struct After {
    file: File,
    start: u64,
    length: u64,
}

impl Read for After {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for After {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => SeekFrom::Start(at.saturating_add(self.start)),
            other => other,
        };
        let at = self.file.seek(to)?;
        at.checked_sub(self.start).ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }
}

impl MediaSource for After {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}
